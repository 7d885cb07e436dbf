"""From offer to course: offers, conditions, deferrals, other payers, enrolments.

The form after acceptance too; who gets an offer is decided above.
"""
