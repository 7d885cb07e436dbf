"""What `grants.budgets` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    # What was approved moved once, and nothing else did.
    "transfer.posted": """
        SELECT 'transfer ' || t.id, (t.status = 'approved')::int, count(e.id)
          FROM grants_transfer t LEFT JOIN grants_ledgerentry e ON e.transfer_id = t.id
         GROUP BY t.id HAVING (t.status = 'approved')::int <> count(e.id) ORDER BY t.id""",
}
