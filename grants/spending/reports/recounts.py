"""What `grants.spending` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

RECOUNTS: dict[str, str] = {
    "expenditure.posted": """
        SELECT 'expenditure ' || id, says, posted FROM (
            SELECT x.id, coalesce(e.n, 0) AS posted,
                   CASE WHEN x.status IN ('approved', 'paid', 'settled', 'disallowed')
                        THEN coalesce(s.n, 0) - coalesce(x.disallowed_amount, 0) ELSE 0 END
                 + CASE WHEN x.status IN ('paid', 'settled', 'disallowed') AND s.n > 0
                        THEN x.paid_amount - x.amount ELSE 0 END AS says
              FROM grants_expenditure x LEFT JOIN (
                  SELECT s.expenditure_id, sum(s.amount) AS n FROM grants_fundingshare s
                    JOIN grants_fundingsource f ON f.id = s.source_id AND f.kind = 'subsidy'
                   GROUP BY 1) s ON s.expenditure_id = x.id LEFT JOIN (
                  SELECT expenditure_id,
                         sum(CASE WHEN to_bucket IN ('spent', 'exchange') THEN amount ELSE 0 END
                           - CASE WHEN from_bucket IN ('spent', 'exchange') THEN amount ELSE 0 END)
                             AS n
                    FROM grants_ledgerentry WHERE kind <> 'recovery' GROUP BY 1) e
                    ON e.expenditure_id = x.id) rows
         WHERE says <> posted ORDER BY id""",
    "expenditure.shared": """
        SELECT 'expenditure ' || x.id, x.amount, coalesce(sum(s.amount), 0)
          FROM grants_expenditure x LEFT JOIN grants_fundingshare s ON s.expenditure_id = x.id
         GROUP BY x.id HAVING x.amount <> coalesce(sum(s.amount), 0) ORDER BY x.id""",
}
