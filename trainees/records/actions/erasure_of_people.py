"""Blanking everything that is held about one person; what statistics need stays without a name.

The database lets this through only while an erasure of this person is being agreed to, or while the
record of a destruction is being made (see `ivi_training.guards.erasable`).
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

from courses.organisations.models import Organisation, OrganisationName
from ivi_training.accounts.actions.accounts import end_sessions
from ivi_training.accounts.models import DataExport, Erasure, User
from ivi_training.accounts.statuses import ExportStatus
from ivi_training.guards.erasable import ERASED, ERASED_DOMAIN
from ivi_training.guards.personal import declared
from ivi_training.outbox.models import OutgoingEmail, RefusedAddress
from trainees.applying.models import Application, Document
from trainees.applying.models.application import PERSON
from trainees.people.models import Applicant
from trainees.places.models import Quota
from trainees.records.actions import data_exports, erasure_of_rows
from trainees.reviewing.models import Reviewer

# What tables say of themselves, each in its room; those with words have columns to blank.
_DECLARED = declared()
PERSONAL = tuple((about.model, about.way, about.columns) for about in _DECLARED if about.columns)
# Things of a person with a history, mails about them, and entries in the administration's log.
THINGS = tuple((about.model, about.way) for about in _DECLARED)
# What the administration's log says of an account, also of one that was merged into another.
ACCOUNT: tuple[tuple[type[Model], str], ...] = ((User, "pk"), (Applicant, "user"))


def files_of(user: User) -> list[str]:
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
    where = erasure_of_rows.of_person(user)
    data_exports.end_all(user, why="erasure")
    addresses = _addresses(user)
    _organisations(user)
    count = erasure_of_rows.blank_rows(where, PERSONAL)
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
    theirs = erasure_of_rows.is_about(erasure_of_rows.of_person(user), THINGS)
    mails = OutgoingEmail.objects.filter(mine | theirs, is_farewell=False)
    RefusedAddress.objects.filter(address__in=addresses).delete()
    return erasure_of_rows.wipe_mails(mails, {user.pk}, reason="erasure")


def _history(user: User) -> int:
    """What is kept of what the person's things and the mails to them went through."""
    mails = OutgoingEmail.objects.filter(recipient_user=user).order_by()
    of_mails = Q(subject_type=OutgoingEmail._meta.label_lower, subject_id__in=mails.values("pk"))
    count = erasure_of_rows.blank_history(erasure_of_rows.of_person(user), THINGS, of_mails)
    merged = Applicant.objects.filter(merged__applicant__user=user).select_related("user")
    for closed in merged:
        where = erasure_of_rows.of_person(closed.user)
        count += erasure_of_rows.blank_columns(
            erasure_of_rows.rows_about(Erasure, "user", where), ("note",)
        )
        count += erasure_of_rows.blank_history(where, ACCOUNT)
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
