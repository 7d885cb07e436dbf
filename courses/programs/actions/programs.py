"""The program row is the root lock: whoever moves places, statuses or tallies takes it first."""

from collections.abc import Iterable

from courses.programs.models import Program


def lock(program_id: int) -> None:
    """Hold the program until the transaction ends; always the first lock, so nothing deadlocks."""
    lock_all([program_id])


def lock_all(program_ids: Iterable[int]) -> None:
    """Hold several programs, in the order of their keys; refused where nothing would keep them."""
    rows = Program.objects.select_for_update(no_key=True).filter(pk__in=set(program_ids))
    # Nothing of the rows is needed, but a query set that is not read locks nothing.
    list(rows.order_by("pk").values_list("pk"))
