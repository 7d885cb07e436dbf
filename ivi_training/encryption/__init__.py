"""What must not be read in the database or on disk: sealed for one place, under keys kept apart.

No table of its own, and nothing about what is sealed.
"""
