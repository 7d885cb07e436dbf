"""Rows that stay as they were written: the database refuses to change, delete or empty them."""

import pgtrigger

NEVER_EMPTIED = """
    RAISE EXCEPTION 'rows of % stay', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    RETURN NULL;
"""


def append_only() -> list[pgtrigger.Trigger]:
    """Triggers by which the database keeps every row of a table as it was written."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="never_emptied",
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            func=NEVER_EMPTIED,
        ),
    ]
