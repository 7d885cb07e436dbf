"""Commands of manage.py; each calls an action or a report."""
