"""Rows of a frozen list: as many as it says, each number once, none added later."""

import pgtrigger


def within(list_of: str, table: str, key: str, count: str) -> pgtrigger.Trigger:
    """A trigger by which the database refuses a position beyond the count of the row's list."""
    name = key.removesuffix("_id")
    return pgtrigger.Trigger(
        name=f"within_{name}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
    IF NEW.position NOT BETWEEN 1 AND
        (SELECT {count} FROM {table} WHERE id = NEW.{key}) THEN
        RAISE EXCEPTION 'rank % is not in {list_of} %', NEW.position, NEW.{key}
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
""",
    )
