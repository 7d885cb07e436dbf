"""What the tables of `courses.cohorts` never hold: one try for each constraint."""

from django.db import models

from courses.cohorts.models import Cohort
from tests.repository.tries import LONG_AGO
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)

CONSTRAINTS: dict[str, Step] = {
    "cohort_ends_after_start": put(Cohort, ends_on=LONG_AGO),
    "cohort_modality_known": unguarded(
        "trainees.CountedCohort:counted_stands", step=put(Cohort, modality="dream")
    ),
    "cohort_promotion_known": put(Cohort, promotion="lot"),
    "cohort_promotes_before_start": put(Cohort, promote_until=models.F("starts_on")),
    "cohort_open_is_online": put(Cohort, is_open=True, modality="in_person"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "cohort.code": again(Cohort),
}  # fmt: skip
