"""What `grants.ledger` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
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
