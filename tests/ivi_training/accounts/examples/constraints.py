"""What the tables of `ivi_training.accounts` never hold: one try for each constraint."""

from django.utils import timezone

from ivi_training.accounts.models import DataExport, Erasure, User
from tests.repository.tries import unknown
from tests.repository.world import (
    Step,
    again,
    put,
)

CONSTRAINTS: dict[str, Step] = {
    "user_email_lower_case": put(User, email="Ana@example.org"),
    "user_erased_is_closed": put(User, erased_at=timezone.now),
    "erasure_status_known": unknown(Erasure),
    "erasure_one_open_per_person": again(Erasure),
    "erasure_decision_has_who_and_when": put(Erasure, decided_at=timezone.now),
    "erasure_refused_has_ground": put(Erasure, ground="claim"),
    "dataexport_status_known": unknown(DataExport),
    "dataexport_one_at_a_time": again(DataExport),
    "dataexport_file_while_ready": put(DataExport, file="kept"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "user.email": again(User),
}  # fmt: skip
