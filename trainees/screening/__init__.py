"""From hand-in to eligible or not: rules held against facts, returns.

Steps on many applications too; who is selected is decided by a committee.
"""
