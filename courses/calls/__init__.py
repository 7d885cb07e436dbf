"""Calls with all that they ask: forms, rules, kinds of endorsement, consents.

No answer of anybody.
"""
