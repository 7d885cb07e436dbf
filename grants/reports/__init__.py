"""Read-only: what the ledger says."""
