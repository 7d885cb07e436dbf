"""Money held back for a promise: support packages, fees, engagements.

Not what was paid.
"""
