"""What a funder awarded: grants, lines, periods, deadlines, sources.

Money moves in the ledger.
"""
