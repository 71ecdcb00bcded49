"""Fields that ask the database once for a whole page."""
