"""Parts of triggers that pgtrigger leaves without types, said once with them."""

import pgtrigger


def update_of(*columns: str) -> pgtrigger.Operation:
    """An update that names one of these columns, whether its value changes or not."""
    return pgtrigger.UpdateOf(*columns)  # type: ignore[no-untyped-call]


def referencing(*, new: str | None = None, old: str | None = None) -> pgtrigger.Referencing:
    """The names under which a trigger of a statement reads the rows after and before it."""
    return pgtrigger.Referencing(new=new, old=old)  # type: ignore[no-untyped-call]
