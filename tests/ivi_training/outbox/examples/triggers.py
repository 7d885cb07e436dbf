"""What the database refuses or keeps in `ivi_training.outbox`, whoever writes."""

from ivi_training.outbox.models import OutgoingEmail
from tests.repository.world import (
    Step,
    again,
    put,
)

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "OutgoingEmail:status_moves": [put(OutgoingEmail, status="failed")],
    "OutgoingEmail:status_start": [again(OutgoingEmail, status="sent", key="2", message_id="2")],
}  # fmt: skip
