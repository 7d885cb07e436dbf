"""What the database does with each posting: locks, seals, counts; a fixed number of statements.

It names promises, transfers and expenditures, so it hangs from the lowest room that knows them all.
"""

import pgtrigger

from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import GONE, GRANT_BUCKETS, LINE_BUCKETS, REVERSIBLE
from grants.ledger.triggers.seals import FACTS, SEAL
from grants.spending.triggers.expenditures import NOT_AS_POSTED
from ivi_training.guards.triggers import referencing

_GONE = ", ".join(f"'{bucket}'" for bucket in GONE)
_BALANCES = ",\n".join(
    f"""sum(CASE WHEN to_bucket IN ({buckets}) THEN amount ELSE 0 END
          - CASE WHEN from_bucket IN ({buckets}) THEN amount ELSE 0 END) AS {column}"""
    for column, buckets in [
        *((bucket, f"'{bucket}'") for bucket in (*GRANT_BUCKETS, "funder")),
        ("spent", _GONE),
    ]
)
_MOVED = ", ".join(f"{bucket} = g.{bucket} + d.{bucket}" for bucket in (*GRANT_BUCKETS, "spent"))
_ON_LINES = ", ".join(f"'{bucket}'" for bucket in LINE_BUCKETS)
_REVERSIBLE = ", ".join(f"'{kind}'" for kind in REVERSIBLE)
_ACCOUNTS = "{e}.grant_id, {e}.amount, {e}.commitment_item_id, {e}.expenditure_id"
_THERE = (
    f"ROW({_ACCOUNTS}, {{e}}.from_bucket, {{e}}.from_line_id, {{e}}.to_bucket, {{e}}.to_line_id)"
)
_BACK = (
    f"ROW({_ACCOUNTS}, {{e}}.to_bucket, {{e}}.to_line_id, {{e}}.from_bucket, {{e}}.from_line_id)"
)

DECLARE = [
    ("entry", "RECORD"),
    ("grant_now", "bigint"),
    ("sealed_now", "bigint"),
    ("last_seal", "text"),
    ("next_seal", "text"),
    ("grants", "bigint[] := '{}'"),
    ("numbers", "bigint[] := '{}'"),
    ("entries", "bigint[] := '{}'"),
    ("previous", "text[] := '{}'"),
    ("digests", "text[] := '{}'"),
]

# The grant is locked first: it is the root of its lines, so two postings never wait for each other
# in a circle, and whoever holds it knows the end of the grant's chain.
_LOCK = """
    PERFORM 1 FROM grants_grant WHERE id IN (SELECT DISTINCT grant_id FROM new_rows)
        ORDER BY id FOR NO KEY UPDATE;
"""

# Closing takes the same lock, so that it has been seen here or waits for this posting.
_CHECK_PERIODS = """
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN grants_accountingperiod p
            ON p.grant_id = n.grant_id AND p.closed_at IS NOT NULL
           AND n.effective_on BETWEEN p.starts_on AND p.ends_on
    ) THEN
        RAISE EXCEPTION 'the period is closed' USING ERRCODE = 'restrict_violation';
    END IF;
"""

# What came back of a recovery is money that a reversal would count a second time.
_CHECK_REVERSALS = f"""
    IF EXISTS (SELECT 1 FROM new_rows WHERE kind = 'reversal') AND EXISTS (
        SELECT 1 FROM new_rows n LEFT JOIN grants_ledgerentry o ON o.id = n.reverses_id
         WHERE n.kind = 'reversal' AND (o.kind IS NULL OR o.kind NOT IN ({_REVERSIBLE})
            OR {_BACK.format(e="n")} IS DISTINCT FROM {_THERE.format(e="o")})
    ) THEN
        RAISE EXCEPTION 'a reversal is the exact opposite of one entry'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_rows n JOIN grants_recovery r ON r.spent_by_id = n.reverses_id
         WHERE n.kind = 'reversal' AND r.received > 0
    ) THEN
        RAISE EXCEPTION 'what has come back is not reversed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
"""

# What comes back goes to the line from which it was spent, as long as that stands.
_CHECK_RECOVERIES = """
    IF EXISTS (SELECT 1 FROM new_rows WHERE kind = 'recovery') AND EXISTS (
        SELECT 1 FROM new_rows n
          LEFT JOIN grants_recovery r ON r.id = n.recovery_id AND r.status = 'open'
          LEFT JOIN grants_ledgerentry e ON e.id = r.spent_by_id AND e.grant_id = n.grant_id
           AND e.to_line_id = n.from_line_id AND e.expenditure_id = n.expenditure_id
           AND NOT EXISTS (SELECT 1 FROM grants_ledgerentry v WHERE v.reverses_id = e.id)
         WHERE n.kind = 'recovery' AND e.id IS NULL
    ) THEN
        RAISE EXCEPTION 'what comes back was spent from that line, and is owed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
"""

# The request was approved by another person than the one who asked: a check of its own table.
_CHECK_TRANSFERS = """
    IF EXISTS (SELECT 1 FROM new_rows WHERE kind = 'transfer') AND EXISTS (
        SELECT 1 FROM new_rows n LEFT JOIN grants_transfer t
            ON t.id = n.transfer_id AND t.status = 'approved' AND t.amount = n.amount
           AND t.from_line_id = n.from_line_id AND t.to_line_id = n.to_line_id
         WHERE n.kind = 'transfer' AND t.id IS NULL
    ) THEN
        RAISE EXCEPTION 'a transfer is what was approved, no more and to no other line'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
"""

# What an expenditure has moved is what was approved, paid and disallowed of it, no more.
_CHECK_SPENDING = f"""
    IF EXISTS (SELECT 1 FROM new_rows WHERE expenditure_id IS NOT NULL) AND EXISTS (
        {NOT_AS_POSTED.format(ids="SELECT expenditure_id FROM new_rows")}
    ) THEN
        RAISE EXCEPTION 'entries are what their expenditure says, no more and on no other line'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
"""

# In a chain each seal needs the one before it: a loop in memory, then one insert for all of them.
_SEAL = f"""
    FOR entry IN SELECT n.id, n.grant_id, {FACTS.format(row="n")} AS facts
                   FROM new_rows n ORDER BY n.grant_id, n.id LOOP
        IF grant_now IS DISTINCT FROM entry.grant_id THEN
            grant_now := entry.grant_id;
            SELECT g.sealed, coalesce(s.digest, '') INTO sealed_now, last_seal
              FROM grants_grant g LEFT JOIN grants_ledgerseal s
                ON s.grant_id = g.id AND s.number = g.sealed
             WHERE g.id = grant_now;
        END IF;
        sealed_now := sealed_now + 1;
        next_seal := {SEAL.format(previous="last_seal", facts="entry.facts")};
        grants := grants || grant_now;
        numbers := numbers || sealed_now;
        entries := entries || entry.id;
        previous := previous || last_seal;
        digests := digests || next_seal;
        last_seal := next_seal;
    END LOOP;
    INSERT INTO grants_ledgerseal (grant_id, number, entry_id, previous, digest)
        SELECT * FROM unnest(grants, numbers, entries, previous, digests);
"""

# An entry that names a line of another grant, or an item of another line, leaves a balance of -1,
# which the checks of the tables refuse.
_COUNT = f"""
    UPDATE grants_grant g
       SET {_MOVED}, awarded = g.awarded - d.funder, sealed = g.sealed + d.posted
      FROM (SELECT grant_id, count(*) AS posted,
                   {_BALANCES}
              FROM new_rows GROUP BY grant_id) d
     WHERE g.id = d.grant_id;
    UPDATE grants_budgetline l
       SET budgeted = l.budgeted + d.total,
           committed = CASE WHEN l.grant_id = ALL (d.grants) THEN l.committed + d.committed
                            ELSE -1 END,
           spent = l.spent + d.spent
      FROM (SELECT line_id, sum(amount) AS total, array_agg(DISTINCT grant_id) AS grants,
                   sum(CASE WHEN bucket = 'committed' THEN amount ELSE 0 END) AS committed,
                   sum(CASE WHEN bucket IN ({_GONE}) THEN amount ELSE 0 END) AS spent
              FROM (SELECT grant_id, to_line_id AS line_id, to_bucket AS bucket, amount
                      FROM new_rows WHERE to_bucket IN ({_ON_LINES})
                    UNION ALL
                    SELECT grant_id, from_line_id, from_bucket, -amount
                      FROM new_rows WHERE from_bucket IN ({_ON_LINES})) legs
             GROUP BY line_id) d
     WHERE l.id = d.line_id;
    UPDATE grants_commitmentitem i
       SET open_amount = CASE WHEN i.line_id = ALL (d.lines) THEN i.open_amount + d.amount
                              ELSE -1 END,
           spent_amount = i.spent_amount + d.spent
      FROM (SELECT commitment_item_id, array_agg(DISTINCT coalesce(from_line_id, 0)) AS lines,
                   sum(CASE WHEN to_bucket = 'committed' THEN amount ELSE 0 END
                     - CASE WHEN from_bucket = 'committed' THEN amount ELSE 0 END) AS amount,
                   sum(CASE WHEN to_bucket = 'spent' THEN amount ELSE 0 END
                     - CASE WHEN from_bucket = 'spent' THEN amount ELSE 0 END) AS spent
              FROM new_rows WHERE commitment_item_id IS NOT NULL
             GROUP BY commitment_item_id) d
     WHERE i.id = d.commitment_item_id;
    UPDATE grants_recovery r SET received = r.received + d.amount
      FROM (SELECT recovery_id, sum(amount) AS amount FROM new_rows
             WHERE recovery_id IS NOT NULL GROUP BY recovery_id) d
     WHERE r.id = d.recovery_id;
"""

# What moved on each account on each day, so that no page has to add up entries.
_BY_DAY = """
    INSERT INTO grants_ledgerday (grant_id, line_id, bucket, day, came, went)
        SELECT grant_id, line_id, bucket, effective_on, sum(came), sum(went)
          FROM (SELECT grant_id, to_line_id AS line_id, to_bucket AS bucket, effective_on,
                       amount AS came, 0 AS went FROM new_rows
                UNION ALL
                SELECT grant_id, from_line_id, from_bucket, effective_on, 0, amount
                  FROM new_rows) legs
         GROUP BY grant_id, line_id, bucket, effective_on
    ON CONFLICT (grant_id, line_id, bucket, day) DO UPDATE
       SET came = grants_ledgerday.came + EXCLUDED.came,
           went = grants_ledgerday.went + EXCLUDED.went;
"""

POST = (
    f"{_LOCK}{_CHECK_PERIODS}{_CHECK_REVERSALS}{_CHECK_TRANSFERS}{_CHECK_RECOVERIES}"
    f"{_CHECK_SPENDING}{_SEAL}{_COUNT}{_BY_DAY}    RETURN NULL;\n"
)

pgtrigger.register(
    pgtrigger.Trigger(
        name="post",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        level=pgtrigger.Statement,
        referencing=referencing(new="new_rows"),
        declare=DECLARE,
        func=POST,
    )
)(LedgerEntry)
