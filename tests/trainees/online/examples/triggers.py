"""What the database refuses or keeps in `trainees.online`, whoever writes."""

from django.utils import timezone

from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)
from trainees.online.models import OnlineEnrolment

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "OnlineEnrolment:status_moves": [
        put(OnlineEnrolment, status="left"), put(OnlineEnrolment, status="enrolled", ended_at=None),
    ],
    "OnlineEnrolment:status_start": [
        unguarded("trainees.OnlineEnrolment:open_to_them", step=again(OnlineEnrolment)),
    ],
    "OnlineEnrolment:open_to_them": [again(OnlineEnrolment, status="enrolled", ended_at=None)],
    "OnlineEnrolment:facts_frozen": [
        put(OnlineEnrolment, cohort_id=0), put(OnlineEnrolment, joined_at=timezone.now),
    ],
    "OnlineEnrolment:kept": [drop(OnlineEnrolment)],
}  # fmt: skip
