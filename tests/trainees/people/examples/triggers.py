"""What the database refuses or keeps in `trainees.people`, whoever writes."""

from django.utils import timezone

from ivi_training.accounts.models import Erasure
from tests.factories.accounts import UserFactory
from tests.factories.trainees import (
    ApplicantFactory,
)
from tests.repository.tries import (
    close_account,
)
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)
from trainees.applying.models import Application
from trainees.people.models import Applicant, PersonMerge


def merge_people(goes: Applicant, stays: Applicant) -> None:
    PersonMerge.objects.create(goes=goes, applicant=stays, reason="One", by=UserFactory())


def merge_person_again() -> None:
    merge_people(PersonMerge.objects.get().goes, ApplicantFactory())


def merge_person_who_asks_for_erasure() -> None:
    merge_people(Application.objects.earliest("pk").applicant, ApplicantFactory())


def merge_applicant() -> None:
    """The person whose erasure nobody asks for any more."""
    unguarded("ivi_training.Erasure:kept", step=drop(Erasure))()
    merge_people(Application.objects.earliest("pk").applicant, ApplicantFactory())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Applicant:not_of_erased": [
        lambda: [close_account(), put(Applicant, given_names="Back")()],
        lambda: [close_account(), again(Applicant)()],
    ],
    "PersonMerge:both_held": [merge_person_again, merge_person_who_asks_for_erasure],
    "PersonMerge:stands": [put(PersonMerge, reason="X"), put(PersonMerge, at=timezone.now)],
    "PersonMerge:person_stands": [put(PersonMerge, applicant=ApplicantFactory)],
    "PersonMerge:kept": [drop(PersonMerge)],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "PersonMerge:moves": (merge_applicant, "person.merged"),
}  # fmt: skip
