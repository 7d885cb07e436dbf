"""Rows that stay as they were written: the database refuses to change, delete or empty them."""

import pgtrigger

NEVER_EMPTIED = """
    RAISE EXCEPTION 'rows of % stay', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    RETURN NULL;
"""


def append_only(*, may_go: bool = False) -> list[pgtrigger.Trigger]:
    """Triggers by which the database keeps rows as they were written; `may_go`: unless deleted."""
    kept = pgtrigger.Update if may_go else pgtrigger.Update | pgtrigger.Delete
    return [
        pgtrigger.Protect(name="append_only", operation=kept),
        pgtrigger.Trigger(
            name="never_emptied",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func=NEVER_EMPTIED,
        ),
    ]
