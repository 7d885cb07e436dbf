"""Money that left, with evidence and approval.

What is owed back; entries reversed.
"""
