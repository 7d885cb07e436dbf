"""Everything that is held about one person, by kind; the page and the copy show the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Field, Model, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_countries.fields import Country

from ivi_training.accounts.models import DataExport, Erasure, User
from ivi_training.guards.models import StatusChange
from ivi_training.outbox.models import OutgoingEmail
from trainees.applying.models import Answer, Application, Consent, Document, Endorsement
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.models import Condition, Deferral, Enrolment, Offer, Onboarding, Pledge
from trainees.online.models import OnlineEnrolment
from trainees.people.models import Applicant, PersonMerge
from trainees.records.models import Correction, RetentionHold
from trainees.reviewing.models import Review
from trainees.screening.models import EligibilityResult, ReturnRequest
from trainees.selecting.models import Appeal, Decision, WaitingEntry

# Too long for a page, whole in the copy.
ONLY_IN_COPY = {"text", "inputs", "stream_inputs", "sha256", "chosen", "changes"}
_PERSON = [*Applicant.FACTS]
_APPLICATION = [
    "call", "cohort", "reference", "status", "created_at", "saved_at", "submitted_at",
    *Application.ANSWERS, "stream", "stream_inputs", "country", "income_group", "gender",
    "organisation",
]  # fmt: skip


class PersonalFact(NamedTuple):
    """One value: its name in the copy, what it is called, as data and in words."""

    name: str
    label: str
    value: Any
    words: str


@dataclass(frozen=True)
class DataKind:
    """All records of one kind."""

    key: str
    title: str
    records: list[list[PersonalFact]]

    @property
    def shown(self) -> list[list[PersonalFact]]:
        """The records without what is empty, or only in the copy."""
        return [
            [fact for fact in record if fact.words and fact.name not in ONLY_IN_COPY]
            for record in self.records
        ]


def data_of(user: User) -> list[DataKind]:
    """Everything held about the person, in a fixed number of queries; nobody else's name."""
    return [
        DataKind(key, str(title), [_record(thing, names) for thing in things])
        for key, title, things, names in (*_of_account(user), *_of_applications(user))
    ]


Source = tuple[str, str | Promise, Iterable[Model], Sequence[str]]


def _of_account(user: User) -> Iterator[Source]:
    yield (
        "account", _("Account"), [user], ["email", "name", "language", "date_joined", "last_login"],
    )  # fmt: skip
    addresses = EmailAddress.objects.filter(user=user)
    yield "addresses", _("E-mail addresses"), addresses, ["email", "verified", "primary"]
    factors = Authenticator.objects.filter(user=user)
    yield "factors", _("Second factors"), factors, ["type", "created_at", "last_used_at"]
    yield "person", _("About you"), Applicant.objects.filter(user=user), _PERSON
    merges = PersonMerge.objects.filter(applicant__user=user).order_by("pk")
    yield "merges", _("Accounts made one"), merges, ["at", "chosen"]
    said = Consent.objects.filter(applicant__user=user).select_related("term").order_by("pk")
    yield "consents", _("Consents"), said, ["term", "answer", "at"]
    mails = OutgoingEmail.objects.filter(recipient_user=user).order_by("pk")
    yield (
        "mails", _("Mails to you"), mails,
        ["subject", "recipient", "status", "queued_at", "sent_at", "text"],
    )  # fmt: skip
    copies = DataExport.objects.filter(user=user).order_by("pk")
    yield "copies", _("Copies of your data"), copies, ["asked_at", "status", "ready_at"]
    wishes = Erasure.objects.filter(user=user).order_by("pk")
    yield (
        "erasures", _("Requests for erasure"), wishes,
        ["asked_at", "due_on", "status", "decided_at", "ground", "note"],
    )  # fmt: skip
    asked = Correction.objects.filter(applicant__user=user).order_by("pk")
    yield (
        "corrections", _("Requests for a correction"), asked,
        ["asked_at", "due_on", "text", "decided_at", "is_corrected", "changes", "note"],
    )  # fmt: skip
    holds = RetentionHold.objects.of(user).order_by("pk")
    yield "holds", _("Held back from destruction"), holds, ["reason", "made_at", "lifted_at"]


def _of_applications(user: User) -> Iterator[Source]:
    mine = Application.objects.filter(applicant__user=user)
    related = mine.select_related("call", "cohort", "stream", "organisation")
    yield "applications", _("Applications"), related.order_by("pk"), _APPLICATION
    given = _of(Answer, user, "question")
    yield "answers", _("Answers"), given, ["application", "question", "value"]
    yield (
        "documents", _("Papers"), _of(Document, user),
        ["application", "kind", "name", "size", "sha256", "uploaded_at"],
    )  # fmt: skip
    steps = StatusChange.objects.filter(
        subject_type="trainees.application", subject_id__in=mine.values("pk")
    )
    yield "history", _("History"), steps.order_by("pk"), ["subject_id", "before", "after", "at"]
    checks = _of(EligibilityResult, user)
    yield (
        "eligibility", _("Eligibility"), checks,
        ["application", "rule", "finding", "inputs", "computed_at"],
    )  # fmt: skip
    yield (
        "returns", _("Requests for missing papers"), _of(ReturnRequest, user),
        ["application", "text", "made_at", "due_at", "answered_at"],
    )  # fmt: skip
    asked = _of(Endorsement, user)
    yield (
        "endorsements", _("Endorsements"), asked,
        ["application", "name", "position", "organisation", "email", "status", "asked_at",
         "answered_at"],
    )  # fmt: skip
    yield "reviews", _("Reviews"), _of(Review, user), ["application", "status", "submitted_at"]
    told = _of(Decision, user).filter(published_at__isnull=False)
    yield "decisions", _("Decisions"), told, ["application", "outcome", "published_at"]
    yield (
        "appeals", _("Requests for another look"), _of(Appeal, user),
        ["application", "text", "asked_at", "is_granted", "reason", "decided_at"],
    )  # fmt: skip
    yield (
        "offers", _("Offers"), _of(Offer, user),
        [
            "application", "status", "sent_at", "respond_by", "responded_at", "decline_kind",
            "decline_reason",
        ],
    )  # fmt: skip
    yield (
        "conditions", _("Conditions"), _of(Condition, user),
        ["application", "kind", "text", "due_at", "status"],
    )  # fmt: skip
    yield (
        "pledges", _("Other payers"), _of(Pledge, user),
        ["application", "payer", "name", "kind", "pledged", "paid", "reference", "ended_at"],
    )  # fmt: skip
    yield (
        "deferrals", _("Later cohorts asked for"), _of(Deferral, user),
        ["application", "text", "asked_at", "status", "note", "decided_at"],
    )  # fmt: skip
    yield (
        "waiting", _("Waiting lists"), _of(WaitingEntry, user),
        ["application", "position", "entered_at", "left_at"],
    )  # fmt: skip
    yield (
        "enrolments", _("Enrolments"), _of(Enrolment, user, "cohort"),
        ["application", "cohort", "status", "enrolled_at"],
    )  # fmt: skip
    yield (
        "onboardings", _("Forms after acceptance"), _of(Onboarding, user),
        ["application", "status", "asked_at", "due_at", "saved_at", "sent_in_at", "note"],
    )  # fmt: skip
    yield (
        "online", _("Online enrolments"), _of(OnlineEnrolment, user, "cohort"),
        ["application", "cohort", "status", "joined_at", "ended_at"],
    )  # fmt: skip


def _of(model: type[Model], user: User, *related: str) -> QuerySet[Any]:
    """Rows of one's own applications, in the order in which they came."""
    rows = model._default_manager.filter(application__applicant__user=user)
    return rows.select_related("application__call", *related).order_by("pk")


def _record(thing: Model, names: Sequence[str]) -> list[PersonalFact]:
    return [_fact(thing, name) for name in names]


def _fact(thing: Model, name: str) -> PersonalFact:
    field = thing._meta.get_field(name)
    value, words = getattr(thing, name), ""
    if isinstance(field, Field) and field.flatchoices and value:
        words = str(dict(field.flatchoices).get(value, value))
    elif isinstance(thing, StatusChange) and value in ApplicationStatus.values:
        words = str(ApplicationStatus(value).label)
    label = str(getattr(field, "verbose_name", name))
    return PersonalFact(name, label, _plain(value), words or _in_words(value))


def _plain(value: Any) -> Any:
    """As data: days and moments as the standard writes them, things by their names."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Country):
        return value.code
    return str(value) if isinstance(value, Model) else value


def _in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{date_format(localtime(value), 'DATETIME_FORMAT')} KST"
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Country):
        return str(value.name) if value.code else ""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
