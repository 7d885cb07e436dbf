"""Where money comes from and goes: grants, budget lines, the ledger, commitments, expenditures."""
