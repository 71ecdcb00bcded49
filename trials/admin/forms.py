"""The forms of the admin: what they carry along, and what they refuse."""
