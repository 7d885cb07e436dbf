"""Places and the quotas that count them, with the arithmetic of limits.

Not who gets one.
"""
