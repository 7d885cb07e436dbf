"""The database backend: Django's for PostgreSQL, told what each of our connections needs."""
