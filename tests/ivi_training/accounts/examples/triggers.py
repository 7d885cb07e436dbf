"""What the database refuses or keeps in `ivi_training.accounts`, whoever writes."""

from datetime import date

from django.utils import timezone

from ivi_training.accounts.models import DataExport, Erasure, User
from tests.factories.accounts import UserFactory
from tests.repository.tries import close_account
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)


def refuse_erasure() -> None:
    facts = {"ground": "claim", "decided_at": timezone.now(), "decided_by": UserFactory}
    put(Erasure, status="refused", **facts)()


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "User:erased_stands": [
        lambda: [close_account(), put(User, name="Back")()],
        lambda: [close_account(), put(User, erased_at=None)()],
    ],
    "Erasure:status_moves": [
        lambda: [refuse_erasure(), unguarded(
            "ivi_training.Erasure:decided_once",
            step=put(Erasure, status="asked", ground="", decided_at=None, decided_by=None),
        )()],
    ],
    "Erasure:status_start": [again(Erasure, status="taken_back")],
    "Erasure:decided_once": [
        lambda: [refuse_erasure(), put(Erasure, note="Another")()],
        lambda: [refuse_erasure(), put(Erasure, files=["other"])()],
    ],
    "Erasure:request_stands": [
        put(Erasure, due_on=date(2040, 1, 1)), put(Erasure, user=UserFactory),
    ],
    "Erasure:kept": [drop(Erasure)],
    "DataExport:status_moves": [put(DataExport, status="expired")],
    "DataExport:status_start": [again(DataExport, status="failed")],
}  # fmt: skip

# Writes the moment by itself.
STAMPING = {"Erasure:agreed_now"}
