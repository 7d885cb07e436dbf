"""The connection to PostgreSQL and what our migrations need.

Nothing about any table.
"""
