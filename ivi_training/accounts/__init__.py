"""Accounts and roles, signing in, and what a person asks of us about their account.

Not who they are.
"""
