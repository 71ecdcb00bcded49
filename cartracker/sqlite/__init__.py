"""SQLite as Django has it, for schemas that are not trusted (base.py)."""
