"""Choosing under quotas, as arithmetic: no database, no request, the same answer every time."""
