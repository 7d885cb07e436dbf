"""Organisations, all their names, and the record that two are one.

Not who works there.
"""
