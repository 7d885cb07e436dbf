"""Blanking everything that is held about one person; what statistics need stays without a name.

The database lets this through only while an erasure of this person is being agreed to, or while the
record of a destruction is being made (see `ivi_training.models.erasable`).
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db.models import (
    CharField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, Concat, Now

from ivi_training.actions.accounts import end_sessions
from ivi_training.models import (
    DataExport,
    Erasure,
    OutgoingEmail,
    RefusedAddress,
    User,
)
from ivi_training.models.erasable import ERASED, ERASED_DOMAIN
from ivi_training.statuses import ExportStatus
from trainees.actions import blanking, data_exports
from trainees.actions.blanking import PERSON
from trainees.models import (
    Appeal,
    Applicant,
    Application,
    Condition,
    ConflictOfInterest,
    Correction,
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
    Pledge,
    Promotion,
    Quota,
    RetentionHold,
    ReturnRequest,
    Review,
    Reviewer,
    Score,
    ScreeningStep,
)

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
    (Appeal, PERSON, ("text", "reason")),
    (Condition, PERSON, ("text", "note")),
    (ConflictOfInterest, PERSON, ("reason",)),
    (Decision, PERSON, ("note",)),
    (DecisionChange, PERSON, ("note", "why")),
    (Correction, "applicant__user", ("text", "changes", "note")),
    (Deferral, PERSON, ("text", "note")),
    (EligibilityResult, PERSON, ("inputs",)),
    (Endorsement, PERSON, (
        "name", "position", "organisation", "email", "signed_name", "text", "decline_reason",
        "link_digest",
    )),
    (NotDuplicate, "first__user", ("reason",)),
    (NotDuplicate, "second__user", ("reason",)),
    # What was said of accounts that became this one.
    (NotDuplicate, "first__merged__applicant__user", ("reason",)),
    (NotDuplicate, "second__merged__applicant__user", ("reason",)),
    (Offer, PERSON, ("decline_reason",)),
    (OfferExtension, f"offer__{PERSON}", ("reason",)),
    (Onboarding, PERSON, ("note",)),
    (Pledge, PERSON, ("name", "reference", "end_reason")),
    (PersonMerge, "applicant__user", ("chosen", "reason")),
    (Place, PERSON, ("release_reason",)),
    (RetentionHold, "applicant__user", ("reason",)),
    (RetentionHold, "applicant__merged__applicant__user", ("reason",)),
    (ReturnRequest, PERSON, ("text",)),
    (Review, PERSON, ("comment",)),
    (Score, f"review__{PERSON}", ("comment",)),
    (ScreeningStep, f"lines__{PERSON}", ("note",)),
    (DataExport, "user", ("name",)),
    (Erasure, "user", ("note",)),
)  # fmt: skip
# What the administration's log says of an account, also of one that was merged into another.
ACCOUNT: tuple[tuple[type[Model], str], ...] = ((User, "pk"), (Applicant, "user"))
# Things of a person with a history, mails about them, and entries in the administration's log.
THINGS: tuple[tuple[type[Model], str], ...] = (
    *((model, way) for model, way, _columns in PERSONAL),
    (User, "pk"),
    (Document, PERSON),
    (Enrolment, PERSON),
    (OnlineEnrolment, PERSON),
    (Promotion, f"entry__{PERSON}"),
)


def files_of(user: User) -> list[str]:
    """The random names of the person's papers and copies on the disk."""
    papers = Document.objects.filter(application__applicant__user=user)
    copies = DataExport.objects.filter(user=user, status=ExportStatus.READY)
    return [
        name for rows in (papers, copies) for name in rows.order_by().values_list("file", flat=True)
    ]


def of_an_application(model: type[Model], way: str) -> bool:
    """Whether the way to the person goes through an application."""
    return model is Application or way.endswith(PERSON)


def blank(user: User) -> int:
    """Blank the person's rows and close the account; how many rows that were."""
    where = blanking.of_person(user)
    data_exports.end_all(user, why="erasure")
    addresses = _addresses(user)
    _organisations(user)
    count = blanking.blank_rows(where, PERSONAL)
    count += _mails(user, addresses)
    count += _history(user)
    _account(user)
    return count + 1


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


def _mails(user: User, addresses: list[str]) -> int:
    """Forget mails to the person and about their things, and that their address was refused."""
    mine = Q(recipient_user=user)
    for address in addresses:
        mine |= Q(recipient__iexact=address)
    theirs = blanking.about(blanking.of_person(user), THINGS)
    mails = OutgoingEmail.objects.filter(mine | theirs, is_farewell=False)
    RefusedAddress.objects.filter(address__in=addresses).delete()
    return blanking.wiped(mails, {user.pk}, reason="erasure")


def _history(user: User) -> int:
    """What is kept of what the person's things and the mails to them went through."""
    mails = OutgoingEmail.objects.filter(recipient_user=user).order_by()
    of_mails = Q(subject_type=OutgoingEmail._meta.label_lower, subject_id__in=mails.values("pk"))
    count = blanking.blank_history(blanking.of_person(user), THINGS, of_mails)
    merged = Applicant.objects.filter(merged__applicant__user=user).select_related("user")
    for closed in merged:
        where = blanking.of_person(closed.user)
        count += blanking.blanked(blanking.rows(Erasure, "user", where), ("note",))
        count += blanking.blank_history(where, ACCOUNT)
    return count


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
