"""The database backend: Django's for PostgreSQL, but for how it finds a kept connection dead."""
