"""What the database refuses or keeps in `ivi_training.guards`, whoever writes."""

from ivi_training.guards.models import StatusChange
from tests.repository.world import (
    Step,
    drop,
    put,
)

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "StatusChange:append_only": [put(StatusChange, reason="Another"), drop(StatusChange)],
}  # fmt: skip
