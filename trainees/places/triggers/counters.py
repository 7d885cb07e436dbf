"""The SQL of quotas: which places count where, and whether what is reserved still fits.

A quota matches a place when each fact that it gives is the place's. One made by a rule gives a
single fact and is found by its value, so thousands of them cost no more than one.
"""

from trainees.places.triggers.facts import COLUMNS, FACTS, IMPLIED, MATCHES, VALUE, columns


def count_query(places: str, number: str) -> str:
    """A query for (quota, columns of `places` as p) and a sum: what counts in each open quota."""
    return f"""
        SELECT q.id, {number} FROM ({places}) p
          JOIN trainees_quota q ON q.rule_id IS NULL AND {MATCHES} GROUP BY q.id
         UNION ALL
        SELECT q.id, {number} FROM ({places}) p
          JOIN trainees_quotarule r ON r.program_id = p.program_id AND r.closed_at IS NULL
          JOIN trainees_quota q ON q.rule_id = r.id AND q.rule_value = {VALUE} GROUP BY q.id
    """


def rows_of_rules(places: str) -> str:
    """An INSERT of the quotas that rules ask for and that these places are the first to need.

    A quota made by hand on exactly the same fact stands instead of the rule's.
    """
    given = ", ".join(
        f"CASE WHEN r.fact = '{fact.name.value}' THEN p.{fact.column} ELSE {fact.nothing} END"
        for fact in FACTS
    )
    return f"""
        INSERT INTO trainees_quota (rule_id, rule_value, program_id, name_en, name_ko, ceiling,
                                    used, floor, closing_reason, {", ".join(COLUMNS)})
        SELECT DISTINCT r.id, {VALUE}, r.program_id, r.name_en, r.name_ko, r.ceiling,
                        0, 0, '', {given}
          FROM ({places}) p
          JOIN trainees_quotarule r ON r.program_id = p.program_id AND r.closed_at IS NULL
         WHERE {VALUE} IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM trainees_quota q WHERE q.rule_id = r.id AND q.rule_value = {VALUE})
           AND NOT EXISTS (
               SELECT 1 FROM trainees_quota q WHERE q.rule_id IS NULL AND {MATCHES}
                  AND {columns("q")} IN (r.fact, r.fact || '_id'))
        ON CONFLICT DO NOTHING
    """


# A floor is hard until its date in Seoul has passed or somebody has released it.
TODAY = "(now() AT TIME ZONE 'Asia/Seoul')::date"


def is_hard(quota: str) -> str:
    """Whether the floor of the quota with this alias is kept for those who match it."""
    return f"""({quota}.closed_at IS NULL AND {quota}.floor > 0
        AND {quota}.floor_released_at IS NULL
        AND ({quota}.floor_until IS NULL OR {quota}.floor_until >= {TODAY}))"""


def reserved(programs: str) -> str:
    """A query for (quota, places reserved in it), over the programs that a query gives.

    Floors on the same columns exclude each other and add up; over different columns one person
    may meet several, so the largest sum counts. A floor lies in a quota when each place that
    matches the floor matches the quota too; a cohort says which course it is of, and how taught.
    """
    facts = ", ".join(
        f"coalesce({fact.value('f')}, k.{fact.of_cohort}) AS {fact.column}"
        if fact in IMPLIED
        else f"f.{fact.column}"
        for fact in FACTS
    )
    kept = f"""
        SELECT f.program_id, f.floor - f.used AS kept, {columns("f")} AS columns,
               {facts}
          FROM trainees_quota f LEFT JOIN courses_cohort k ON k.id = f.cohort_id
         WHERE f.program_id IN ({programs}) AND {is_hard("f")} AND f.floor > f.used"""
    return f"""
        SELECT id, max(kept) AS n FROM (
            SELECT q.id, p.columns, sum(p.kept) AS kept FROM ({kept}) p
              JOIN trainees_quota q ON q.rule_id IS NULL AND {MATCHES} GROUP BY q.id, p.columns
             UNION ALL
            SELECT q.id, p.columns, sum(p.kept) FROM ({kept}) p
              JOIN trainees_quotarule r ON r.program_id = p.program_id AND r.closed_at IS NULL
              JOIN trainees_quota q ON q.rule_id = r.id AND q.rule_value = {VALUE}
             GROUP BY q.id, p.columns
        ) sums GROUP BY id
    """


# What a trigger that refuses an unmet reserve declares, and how it begins.
DECLARED = [("broken", "RECORD")]


def refuse_unkept(programs: str) -> str:
    """Statements of a trigger that refuse a state in which reserved places no longer fit."""
    return f"""
        SELECT c.name_en, c.used, c.ceiling, kept.n INTO broken
          FROM ({reserved(programs)}) kept JOIN trainees_quota c ON c.id = kept.id
         WHERE kept.n > c.ceiling - c.used ORDER BY c.id LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'reserved in quota "%": % of % taken and % reserved, % too many',
                broken.name_en, broken.used, broken.ceiling, broken.n,
                broken.n - broken.ceiling + broken.used USING ERRCODE = 'check_violation';
        END IF;
    """


def lock(programs: str) -> str:
    """A statement of a trigger that takes the root lock of the programs that a query gives."""
    return f"""
        PERFORM 1 FROM courses_program WHERE id IN ({programs}) ORDER BY id FOR NO KEY UPDATE;
    """
