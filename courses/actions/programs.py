"""The program row is the root lock: whoever moves places, statuses or tallies takes it first."""

from collections.abc import Iterable

from django.db import connection
from django.db.transaction import TransactionManagementError

# Written out: each step that moves anything begins with it.
_HOLD = "SELECT FROM courses_program WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def lock(program_id: int) -> None:
    """Hold the program until the transaction ends; always the first lock, so nothing deadlocks."""
    lock_all([program_id])


def lock_all(program_ids: Iterable[int]) -> None:
    """Hold several programs, in the order of their keys; refused where nothing would keep them."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("A program is held within a transaction.")
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(set(program_ids))])
