"""The program row is the root lock: whoever moves places, statuses or tallies takes it first."""

from collections.abc import Iterable

from courses.models import Program


def lock(program_id: int) -> None:
    """Hold the program until the transaction ends; always the first lock, so nothing deadlocks."""
    lock_all([program_id])


def lock_all(program_ids: Iterable[int]) -> None:
    """Hold several programs, in the order of their keys."""
    programs = Program.objects.select_for_update(no_key=True).order_by("pk")
    list(programs.filter(pk__in=set(program_ids)).values_list("pk"))
