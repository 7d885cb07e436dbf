"""What the tables of `trainees.people` never hold: one try for each constraint."""

from tests.factories.accounts import UserFactory
from tests.factories.trainees import ApplicantFactory
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.people.models import Applicant, PersonMerge


def merge_person_with_itself() -> None:
    one = ApplicantFactory()
    PersonMerge.objects.create(goes=one, applicant=one, reason="One", by=UserFactory())


CONSTRAINTS: dict[str, Step] = {
    "personmerge_of_two": merge_person_with_itself,
    "personmerge_has_reason": unguarded(
        "trainees.PersonMerge:stands", step=put(PersonMerge, reason="")
    ),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "personmerge.goes_id": unguarded(
        "trainees.PersonMerge:both_held", "trainees.PersonMerge:moves", step=again(PersonMerge)
    ),
    "applicant.user_id": again(Applicant),
}  # fmt: skip
