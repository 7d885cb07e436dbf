"""What the database refuses or keeps in `trainees.records`, whoever writes."""

from datetime import date, timedelta

from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.trainees import (
    ApplicantFactory,
)
from tests.repository.world import (
    Step,
    again,
    copy_of_application,
    drop,
    put,
)
from trainees.applying.models import Application
from trainees.people.models import PersonMerge
from trainees.records.models import (
    Correction,
    DestroyedApplication,
    Destruction,
    FirstRun,
    NotDuplicate,
    RetentionHold,
    RetentionRule,
)


def yesterday() -> None:
    """The record of a destruction as it stands once it is committed."""
    put(Destruction, began_at=timezone.now() - timedelta(days=1))()


def alone() -> Application:
    return copy_of_application("ALONE")


def ask_as_merged() -> None:
    Correction.objects.create(applicant=PersonMerge.objects.get().goes, text="My name")


def refuse_correction() -> None:
    facts = {"is_corrected": False, "decided_at": timezone.now, "decided_by": UserFactory}
    put(Correction, **facts)()


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Correction:person_stands": [put(Correction, applicant=ApplicantFactory)],
    "Correction:not_of_merged": [ask_as_merged],
    "Correction:request_stands": [
        put(Correction, text="Other"), put(Correction, due_on=date(2040, 1, 1)),
    ],
    "Correction:decided_once": [lambda: [refuse_correction(), put(Correction, note="Other")()]],
    "Correction:kept": [drop(Correction)],
    "NotDuplicate:append_only": [put(NotDuplicate, reason="X"), drop(NotDuplicate)],
    "RetentionRule:published_stands": [
        put(RetentionRule, period=9), put(RetentionRule, published_at=None, published_by=None),
    ],
    "RetentionRule:published_kept": [drop(RetentionRule)],
    "FirstRun:append_only": [put(FirstRun, application_count=9), drop(FirstRun)],
    "RetentionHold:stands": [
        put(RetentionHold, reason="Other"),
        lambda: [
            put(RetentionHold, lifted_at=timezone.now, lifted_by=UserFactory)(),
            put(RetentionHold, lifted_at=None, lifted_by=None)(),
        ],
    ],
    "RetentionHold:kept": [drop(RetentionHold)],
    "Destruction:stands": [
        lambda: [yesterday(), put(Destruction, row_count=9)()],
        lambda: [yesterday(), put(Destruction, files=["other"])()],
    ],
    "Destruction:kept": [drop(Destruction)],
    "DestroyedApplication:is_due": [
        again(DestroyedApplication, kind="paper"),
        lambda: [yesterday(), again(DestroyedApplication, kind="mail", application=alone)()],
    ],
    "DestroyedApplication:append_only": [
        put(DestroyedApplication, kind="paper"), drop(DestroyedApplication),
    ],
}  # fmt: skip

# Writes the moment by itself.
STAMPING = {"Destruction:begins_now"}
# Refuses nothing; it is raced.
WAITING = {"RetentionHold:in_turn"}
