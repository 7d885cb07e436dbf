"""Dated lists of countries by scheme, as drafts and published.

Not what follows from them.
"""
