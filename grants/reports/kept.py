"""What the ledger keeps, recounted: each query answers (thing, kept, counted) where it differs."""

from grants.reports import spending

KEPT_BY_THE_LEDGER: dict[str, str] = {
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
    **{
        f"budget_line.{column}": f"""
        SELECT 'line ' || l.id, l.{column}, coalesce(e.n, 0) FROM grants_budgetline l LEFT JOIN (
            SELECT line_id, sum(amount) AS n FROM (
                SELECT to_line_id AS line_id, to_bucket AS bucket, amount FROM grants_ledgerentry
                UNION ALL SELECT from_line_id, from_bucket, -amount FROM grants_ledgerentry
            ) legs WHERE bucket IN ({buckets}) GROUP BY line_id
        ) e ON e.line_id = l.id WHERE l.{column} <> coalesce(e.n, 0) ORDER BY l.id"""
        for column, buckets in {
            "budgeted": "'available', 'committed', 'spent', 'exchange'",
            "committed": "'committed'",
            "spent": "'spent', 'exchange'",
        }.items()
    },
    "budget_line.overrun_allowed": """
        SELECT 'line ' || l.id, l.overrun_allowed, coalesce(o.n, 0)
          FROM grants_budgetline l LEFT JOIN (
            SELECT line_id, sum(amount) AS n FROM grants_overrun
             WHERE approved_at IS NOT NULL GROUP BY 1
        ) o ON o.line_id = l.id WHERE l.overrun_allowed <> coalesce(o.n, 0) ORDER BY l.id""",
    # What ended holds nothing, and what has given back has ended.
    "engagement.released": """
        SELECT 'engagement ' || e.id, (e.status = 'open')::int, (c.released_at IS NULL)::int
          FROM grants_engagement e JOIN grants_commitment c ON c.id = e.commitment_id
         WHERE (e.status = 'open') <> (c.released_at IS NULL) ORDER BY e.id""",
    # What was approved moved once, and nothing else did.
    "transfer.posted": """
        SELECT 'transfer ' || t.id, (t.status = 'approved')::int, count(e.id)
          FROM grants_transfer t LEFT JOIN grants_ledgerentry e ON e.transfer_id = t.id
         GROUP BY t.id HAVING (t.status = 'approved')::int <> count(e.id) ORDER BY t.id""",
    **spending.INVARIANTS,
    "grant.unallocated": """
        SELECT 'grant ' || g.id, g.unallocated, g.awarded - coalesce(l.n, 0)
          FROM grants_grant g LEFT JOIN (
              SELECT grant_id, sum(budgeted) AS n FROM grants_budgetline GROUP BY 1
          ) l ON l.grant_id = g.id WHERE g.unallocated <> g.awarded - coalesce(l.n, 0) ORDER BY g.id""",
    **{
        f"grant.{column}": f"""
        SELECT 'grant ' || g.id, g.{column}, coalesce(e.n, 0) FROM grants_grant g LEFT JOIN (
            SELECT grant_id, sum(CASE WHEN {plus} THEN amount ELSE 0 END
                               - CASE WHEN {minus} THEN amount ELSE 0 END) AS n
              FROM grants_ledgerentry GROUP BY 1
        ) e ON e.grant_id = g.id WHERE g.{column} <> coalesce(e.n, 0) ORDER BY g.id"""
        for column, (plus, minus) in {
            "awarded": ("from_bucket = 'funder'", "to_bucket = 'funder'"),
            **{
                column: (f"to_bucket = '{column}'", f"from_bucket = '{column}'")
                for column in ("received", "interest", "returned", "interest_returned")
            },
            "spent": (
                "to_bucket IN ('spent', 'exchange')",
                "from_bucket IN ('spent', 'exchange')",
            ),
        }.items()
    },
    "grant.sealed": """
        SELECT 'grant ' || g.id, g.sealed, coalesce(s.n, 0) FROM grants_grant g LEFT JOIN (
            SELECT e.grant_id, count(*) AS n FROM grants_ledgerentry e
              JOIN grants_ledgerseal s ON s.entry_id = e.id AND s.grant_id = e.grant_id GROUP BY 1
        ) s ON s.grant_id = g.id WHERE g.sealed <> coalesce(s.n, 0) ORDER BY g.id""",
    **{
        f"ledger_day.{column}": f"""
        SELECT 'day ' || coalesce(d.day, e.day) || ' of grant ' || coalesce(d.grant_id, e.grant_id)
               || ', ' || coalesce(d.bucket, e.bucket), coalesce(d.{column}, 0), coalesce(e.n, 0)
          FROM grants_ledgerday d FULL JOIN (
              SELECT grant_id, {side}_line_id AS line_id, {side}_bucket AS bucket,
                     effective_on AS day, sum(amount) AS n
                FROM grants_ledgerentry GROUP BY 1, 2, 3, 4
          ) e ON (d.grant_id, coalesce(d.line_id, 0), d.bucket, d.day)
               = (e.grant_id, coalesce(e.line_id, 0), e.bucket, e.day)
         WHERE coalesce(d.{column}, 0) <> coalesce(e.n, 0) ORDER BY 1"""
        for column, side in {"came": "to", "went": "from"}.items()
    },
}
