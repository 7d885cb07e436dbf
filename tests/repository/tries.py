"""Steps that the examples of several rooms try, past all actions."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from courses.calls.actions import forms
from courses.calls.models import (
    FormQuestion,
    FormVersion,
)
from courses.cohorts.models import Cohort
from courses.countries.models import ClassificationVintage
from courses.organisations.models import Organisation, OrganisationMerge
from grants.awards.models import (
    BudgetLine,
    Grant,
)
from grants.commitments.models import (
    CommitmentItem,
)
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import ENTRY_MOVES, Bucket
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory, VintageFactory
from tests.factories.grants import grant_for
from tests.factories.trainees import (
    ApplicantFactory,
    later_cohort,
)
from tests.repository.world import (
    Step,
    again,
    copy_of_application,
    put,
    unguarded,
)
from trainees.applying.models import Application
from trainees.joining.models import (
    Enrolment,
    Onboarding,
)
from trainees.places.models import (
    Place,
)

LONG_AGO = date(1999, 1, 1)
LONG_AGO_AT = datetime(1999, 1, 1, tzinfo=UTC)
BILLION = 1_000_000_000
UNPUBLISHED: dict[str, Any] = {"published_at": None, "published_by": None}


def unknown(model: type[models.Model]) -> Step:
    return unguarded(f"{model._meta.label}:status_moves", step=put(model, status="nonsense"))


def of(source: str, target: str) -> str:
    """The kind that moves money so."""
    kinds = [kind for kind, moves in ENTRY_MOVES.items() if (source, target) in moves]
    return (kinds or ["transfer"])[0]


def post(source: str, target: str, **facts: Any) -> Step:
    """One more entry in the ledger, whatever the balances say."""
    line = {Bucket.AVAILABLE, Bucket.COMMITTED, Bucket.SPENT}

    def insert() -> None:
        known = BudgetLine.objects.earliest("pk")
        entry = {
            "key": "by hand", "grant": known.grant, "kind": of(source, target), "amount": BILLION,
            "from_bucket": source, "from_line": known if source in line else None,
            "to_bucket": target, "to_line": known if target in line else None,
        }  # fmt: skip
        if facts.pop("item", False):
            entry["commitment_item"] = CommitmentItem.objects.earliest("pk")
        LedgerEntry.objects.create(**entry | facts)

    return insert


def other_application() -> Application:
    """A second application of the same person, which no action would make."""
    facts = {"status": "withdrawn", "reference": "COPY"}
    unguarded("trainees.Application:status_start", step=again(Application, **facts))()
    return Application.objects.get(reference="COPY")


def release(times: int = 1) -> Step:
    return lambda: [put(Place, released_at=timezone.now())() for _time in range(times)]


def other_grant() -> Grant:
    return Grant.objects.exclude(pk=BudgetLine.objects.first().grant_id).first() or grant_for(
        ProgramFactory(), 1
    )


def draft_of_list() -> ClassificationVintage:
    return ClassificationVintage.objects.create(code="FY99", valid_from=date(2098, 7, 1))


def oda_list() -> ClassificationVintage:
    return VintageFactory(code="DAC24", scheme="DAC_ODA", rows={"KE": "LDC"})


def other_acceptance_form() -> FormVersion:
    """The next version of what is asked after acceptance, published too."""
    like = FormVersion.objects.get(stage="acceptance")
    version = forms.start_draft(like.call, "acceptance", like=like)
    forms.publish(version, by=UserFactory())
    return version


def passport() -> FormQuestion:
    return FormQuestion.objects.get(version__stage="acceptance", key="passport")


def end_places() -> None:
    put(Enrolment, status="cancelled")()


def send_in_past_actions() -> None:
    put(Onboarding, status="sent_in", sent_in_at=timezone.now)()


def own_cohort() -> Cohort:
    """The cohort in which the place is."""
    return Place.objects.get().cohort


def next_cohort() -> Cohort:
    """A later run of the course, to which nobody was deferred."""
    return later_cohort(own_cohort(), starts_on=date(2032, 7, 18), ends_on=date(2032, 7, 29))


def close_account() -> None:
    put(User, erased_at=timezone.now, is_active=False)()


def merged_organisation() -> Organisation:
    return OrganisationMerge.objects.latest("pk").goes


def copy_of_place() -> Place:
    """A place of somebody else, with the same facts."""
    application = copy_of_application("COPY", applicant=ApplicantFactory)
    again(Place, application=application, applicant=application.applicant)()
    return Place.objects.latest("pk")
