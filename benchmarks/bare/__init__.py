"""The reference for registrations: Django alone, a form of 15 fields, one row, one page."""
