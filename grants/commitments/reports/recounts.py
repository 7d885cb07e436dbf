"""What `grants.commitments` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    "commitment_item.open_amount": """
        SELECT 'commitment item ' || i.id, i.open_amount, coalesce(e.n, 0)
          FROM grants_commitmentitem i LEFT JOIN (
              SELECT commitment_item_id, sum(CASE WHEN to_bucket = 'committed' THEN amount ELSE 0 END
                     - CASE WHEN from_bucket = 'committed' THEN amount ELSE 0 END) AS n
                FROM grants_ledgerentry GROUP BY 1) e ON e.commitment_item_id = i.id
         WHERE i.open_amount <> coalesce(e.n, 0) ORDER BY i.id""",
    "commitment_item.spent_amount": """
        SELECT 'commitment item ' || i.id, i.spent_amount, coalesce(e.n, 0)
          FROM grants_commitmentitem i LEFT JOIN (
              SELECT commitment_item_id, sum(CASE WHEN to_bucket = 'spent' THEN amount ELSE 0 END
                     - CASE WHEN from_bucket = 'spent' THEN amount ELSE 0 END) AS n
                FROM grants_ledgerentry GROUP BY 1) e ON e.commitment_item_id = i.id
         WHERE i.spent_amount <> coalesce(e.n, 0) ORDER BY i.id""",
    "commitment_item.parts": """
        SELECT 'commitment item ' || i.id, i.amount, coalesce(p.n, 0)
          FROM grants_commitmentitem i LEFT JOIN (
              SELECT commitment_item_id, sum(cost) AS n FROM grants_commitmentpart GROUP BY 1
          ) p ON p.commitment_item_id = i.id
         WHERE i.amount <> coalesce(p.n, 0) ORDER BY i.id""",
    "commitment_item.covered": """
        SELECT 'commitment item ' || i.id, i.covered, coalesce(p.n, 0)
          FROM grants_commitmentitem i LEFT JOIN (
              SELECT commitment_item_id, sum(covered) AS n FROM grants_commitmentpart GROUP BY 1
          ) p ON p.commitment_item_id = i.id
         WHERE i.covered <> coalesce(p.n, 0) ORDER BY i.id""",
    "recovery.received": """
        SELECT 'recovery ' || r.id, r.received, coalesce(e.n, 0)
          FROM grants_recovery r LEFT JOIN (
              SELECT recovery_id, sum(amount) AS n FROM grants_ledgerentry GROUP BY 1
          ) e ON e.recovery_id = r.id WHERE r.received <> coalesce(e.n, 0) ORDER BY r.id""",
    "budget_line.committed_items": """
        SELECT 'line ' || l.id, l.committed, coalesce(i.n, 0) FROM grants_budgetline l LEFT JOIN (
            SELECT line_id, sum(open_amount) AS n FROM grants_commitmentitem GROUP BY 1
        ) i ON i.line_id = l.id WHERE l.committed <> coalesce(i.n, 0) ORDER BY l.id""",
    # What ended holds nothing, and what has given back has ended.
    "engagement.released": """
        SELECT 'engagement ' || e.id, (e.status = 'open')::int, (c.released_at IS NULL)::int
          FROM grants_engagement e JOIN grants_commitment c ON c.id = e.commitment_id
         WHERE (e.status = 'open') <> (c.released_at IS NULL) ORDER BY e.id""",
}
