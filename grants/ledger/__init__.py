"""The entries that move money, their seals and sums.

What an entry means is decided above.
"""
