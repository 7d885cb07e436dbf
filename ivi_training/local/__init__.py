"""Embedded services and development pages.

Nothing of it runs in production.
"""
