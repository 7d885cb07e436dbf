"""What the database refuses or keeps in `courses.cohorts`, whoever writes."""

from typing import Any

from django.db import models

from courses.cohorts.models import Cohort
from tests.factories.courses import ProgramFactory
from tests.repository.world import Step, put

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Cohort:of_its_program": [put(Cohort, program=ProgramFactory)],
}  # fmt: skip

# One change of each table that has a history.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    Cohort: {"title_en": "Another"},
}  # fmt: skip
