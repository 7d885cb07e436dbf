"""What the tables of `trainees.online` never hold: one try for each constraint."""

from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.online.models import OnlineEnrolment

CONSTRAINTS: dict[str, Step] = {
    "onlineenrolment_status_known": unguarded(
        "trainees.OnlineEnrolment:status_moves", step=put(OnlineEnrolment, status="nonsense")
    ),
    "onlineenrolment_once_at_a_time": unguarded(
        "trainees.OnlineEnrolment:open_to_them",
        step=lambda: [
            again(OnlineEnrolment, status="enrolled", ended_at=None)() for _twice in range(2)
        ],
    ),
    "onlineenrolment_end_has_moment": put(OnlineEnrolment, ended_at=None),
}  # fmt: skip
