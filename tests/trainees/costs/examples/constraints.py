"""What the tables of `trainees.costs` never hold: one try for each constraint."""

from datetime import timedelta

from django.db import models

from tests.repository.world import (
    Step,
    again,
    put,
)
from trainees.costs.models import ReconciliationException

CONSTRAINTS: dict[str, Step] = {
    "reconciliationexception_open_once": again(ReconciliationException, ended_at=None),
    "reconciliationexception_kind_known": put(ReconciliationException, kind="dream"),
    "reconciliationexception_ends_after": put(
        ReconciliationException, ended_at=models.F("since") - timedelta(days=1)
    ),
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "reconciliationexception_open_once",
    "reconciliationexception_ends_after",
    "reconciliationexception_kind_known",
}
