"""Blanking everything that is held about one person; what statistics need stays without a name.

Statements do not grow with the number of rows. The database lets this through only while an
erasure of this person is being agreed to (see `ivi_training.models.erasable`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Field,
    JSONField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Now

from grants.models import Commitment
from ivi_training.actions.accounts import end_sessions
from ivi_training.models import (
    DataExport,
    Erasure,
    OutgoingEmail,
    RefusedAddress,
    StatusChange,
    User,
)
from ivi_training.models.erasable import ERASED, ERASED_DOMAIN
from ivi_training.statuses import EmailStatus, ExportStatus
from trainees.actions import data_exports
from trainees.models import (
    Answer,
    Appeal,
    Applicant,
    Application,
    Condition,
    ConflictOfInterest,
    Decision,
    DecisionChange,
    Deferral,
    Document,
    EligibilityResult,
    Endorsement,
    Enrolment,
    NotDuplicate,
    Offer,
    OfferExtension,
    Onboarding,
    OnlineEnrolment,
    Organisation,
    OrganisationName,
    PersonMerge,
    Place,
    Promotion,
    Quota,
    ReturnRequest,
    Review,
    Reviewer,
    Score,
    ScreeningStep,
)

_PERSON = "application__applicant__user"
# Each table with the way from a row to the account, and the columns that are about the person.
PERSONAL: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = (
    (Applicant, "user", (
        "given_names", "family_name", "preferred_name", "certificate_name", "birth_date",
        "nationality", "second_nationality", "residence",
    )),
    (Application, "applicant__user", (
        "employer_name", "employer_country", "employer_kind", "job_title", "years_of_experience",
        "education", "field_of_study", "english", "statement", "stream_inputs",
    )),
    (Appeal, _PERSON, ("text", "reason")),
    (Condition, _PERSON, ("text", "note")),
    (ConflictOfInterest, _PERSON, ("reason",)),
    (Decision, _PERSON, ("note",)),
    (DecisionChange, _PERSON, ("note", "why")),
    (Deferral, _PERSON, ("text", "note")),
    (EligibilityResult, _PERSON, ("inputs",)),
    (Endorsement, _PERSON, (
        "name", "position", "organisation", "email", "signed_name", "text", "decline_reason",
        "link_digest",
    )),
    (NotDuplicate, "first__user", ("reason",)),
    (NotDuplicate, "second__user", ("reason",)),
    # What was said of accounts that became this one.
    (NotDuplicate, "first__merged__applicant__user", ("reason",)),
    (NotDuplicate, "second__merged__applicant__user", ("reason",)),
    (Offer, _PERSON, ("decline_reason",)),
    (OfferExtension, f"offer__{_PERSON}", ("reason",)),
    (Onboarding, _PERSON, ("note",)),
    (PersonMerge, "applicant__user", ("chosen", "reason")),
    (Place, _PERSON, ("release_reason",)),
    (ReturnRequest, _PERSON, ("text",)),
    (Review, _PERSON, ("comment",)),
    (Score, f"review__{_PERSON}", ("comment",)),
    (ScreeningStep, f"lines__{_PERSON}", ("note",)),
    (DataExport, "user", ("name",)),
    (Erasure, "user", ("note",)),
)  # fmt: skip
# Things of a person with a history, mails about them, and entries in the administration's log.
_THINGS: tuple[tuple[type[Model], str], ...] = (
    *((model, way) for model, way, _columns in PERSONAL),
    (User, "pk"),
    (Document, _PERSON),
    (Enrolment, _PERSON),
    (OnlineEnrolment, _PERSON),
    (Promotion, f"entry__{_PERSON}"),
)


def files_of(user: User) -> list[str]:
    """The random names of the person's papers and copies on the disk."""
    papers = Document.objects.filter(application__applicant__user=user)
    copies = DataExport.objects.filter(user=user, status=ExportStatus.READY)
    return [
        name for rows in (papers, copies) for name in rows.order_by().values_list("file", flat=True)
    ]


def blank(user: User) -> None:
    """Blank the person's rows and close the account."""
    # Their rows are nothing without what was in them.
    _rows(Document, _PERSON, user).delete()
    _rows(Answer, _PERSON, user).delete()
    data_exports.end_all(user, why="erasure")
    addresses = _addresses(user)
    _organisations(user)
    for model, way, columns in PERSONAL:
        _blanked(_rows(model, way, user), columns)
    promised = Commitment.objects.filter(
        pk__in=Offer.objects.filter(application__applicant__user=user).values("commitment")
    )
    _blanked(promised, ("release_reason",))
    _mails(user, addresses)
    _history(user)
    _account(user)


def _rows(model: type[Model], way: str, user: User) -> QuerySet[Any]:
    """Rows of one table, picked by key, so that a table of many steps is written once."""
    found = model._default_manager.filter(**{way: user.pk}).order_by()
    return model._default_manager.filter(pk__in=found.values("pk")).order_by()


def _blanked(rows: QuerySet[Any], columns: Iterable[str]) -> None:
    rows.update(**{name: _nothing(rows.model._meta.get_field(name)) for name in columns})


def _nothing(field: Any) -> Any:
    """What says nothing in a column: a mark where people read a text, else what is empty."""
    if isinstance(field, JSONField):
        return {}
    if isinstance(field, ArrayField):
        return []
    if field.null:
        return None
    if _is_free_text(field):
        return Case(When(**{field.name: ""}, then=Value("")), default=Value(ERASED))
    return ""


def _is_free_text(field: Field[Any, Any]) -> bool:
    return isinstance(field, CharField | TextField) and not field.choices


def _addresses(user: User) -> list[str]:
    """Every address under which the person is known here, in lower case."""
    known = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email.lower(), *(address.lower() for address in known)})


def _organisations(user: User) -> None:
    """An employer that nobody else has named says who the person is."""
    others = Application.objects.exclude(applicant__user=user)
    named = [
        Exists(others.filter(organisation=OuterRef("pk"))),
        Exists(Reviewer.objects.filter(organisation=OuterRef("pk"))),
        Exists(Quota.objects.filter(organisation=OuterRef("pk"), rule=None)),
    ]
    mine = Application.objects.filter(applicant__user=user).values("organisation")
    alone = Organisation.objects.filter(pk__in=mine)
    for known in named:
        alone = alone.filter(~known)
    nameless = Concat(Value(f"{ERASED} "), Cast("pk", CharField()))
    names = OrganisationName.objects.filter(organisation__in=list(alone))
    # Its own name stays the same in both tables; each other one is told apart.
    ordinal = Concat(Value(f"{ERASED} "), Cast("organisation", CharField()))
    other = Concat(ordinal, Value(" "), Cast("pk", CharField()))
    names.exclude(name=F("organisation__name")).update(name=other)
    names.filter(name=F("organisation__name")).update(name=ordinal)
    alone.update(name=nameless)


def _about(user: User) -> Q:
    """The person's things by kind and number, as history and mails name them."""
    found = Q()
    for model, way in _THINGS:
        rows = model._default_manager.filter(**{way: user.pk}).order_by()
        found |= Q(subject_type=model._meta.label_lower, subject_id__in=rows.values("pk"))
    return found


def _mails(user: User, addresses: list[str]) -> None:
    """Keep what is queued from being sent, and forget what was; a colleague's address stays."""
    mine = Q(recipient_user=user)
    for address in addresses:
        mine |= Q(recipient__iexact=address)
    mails = OutgoingEmail.objects.filter(mine | _about(user), is_farewell=False)
    queued = list(mails.filter(status=EmailStatus.QUEUED).select_for_update(of=("self",)))
    OutgoingEmail.move_all(queued, EmailStatus.CANCELLED, by=None, reason="erasure")
    texts = dict.fromkeys(("subject", "text"), ERASED) | {"html": "", "last_response": ""}
    to_colleagues = Q(recipient_user__isnull=False) & ~Q(recipient_user=user)
    mails.exclude(to_colleagues).update(recipient=ERASED, **texts)
    mails.filter(to_colleagues).update(**texts)
    RefusedAddress.objects.filter(address__in=addresses).delete()


def _history(user: User) -> None:
    """Why something moved may name the person; that it moved, when and by whom stays."""
    mails = OutgoingEmail.objects.filter(recipient_user=user).order_by()
    about_mail = Q(subject_type=OutgoingEmail._meta.label_lower, subject_id__in=mails.values("pk"))
    _blanked(StatusChange.objects.filter(_about(user) | about_mail), ("reason",))
    kinds = ContentType.objects.get_for_models(*(model for model, _way in _THINGS))
    for model, way in _logged():
        rows = model._default_manager.filter(**{way: user.pk}).order_by()
        keys = rows.annotate(key=Cast("pk", CharField())).values("key")
        entries = LogEntry.objects.filter(content_type=kinds[model], object_id__in=keys)
        entries.update(object_repr=ERASED, change_message="")


def _logged() -> Iterator[tuple[type[Model], str]]:
    """Things that people have edited in the administration."""
    for model, way in _THINGS:
        if model in {User, Applicant, Application, Offer, Decision, Document}:
            yield model, way


def _account(user: User) -> None:
    """Close the account for good, as the last of all: no name, no address, no way in."""
    end_sessions(user)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(pk=user.pk).update(
        email=f"{user.pk}{ERASED_DOMAIN}",
        name="",
        language="",
        password=make_password(None),
        is_active=False,
        last_login=None,
        erased_at=Now(),
    )
