"""The people who edit the register."""
