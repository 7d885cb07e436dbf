"""What `grants.awards` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    "budget_line.overrun_allowed": """
        SELECT 'line ' || l.id, l.overrun_allowed, coalesce(o.n, 0)
          FROM grants_budgetline l LEFT JOIN (
            SELECT line_id, sum(amount) AS n FROM grants_overrun
             WHERE approved_at IS NOT NULL GROUP BY 1
        ) o ON o.line_id = l.id WHERE l.overrun_allowed <> coalesce(o.n, 0) ORDER BY l.id""",
    "grant.unallocated": """
        SELECT 'grant ' || g.id, g.unallocated, g.awarded - coalesce(l.n, 0)
          FROM grants_grant g LEFT JOIN (
              SELECT grant_id, sum(budgeted) AS n FROM grants_budgetline GROUP BY 1
          ) l ON l.grant_id = g.id WHERE g.unallocated <> g.awarded - coalesce(l.n, 0) ORDER BY g.id""",
}
