"""Two accounts of one person made one: facts chosen by a person, everything moved, one way in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.accounts.actions.accounts import end_sessions
from ivi_training.accounts.models import DataExport, Erasure, User
from ivi_training.accounts.statuses import ErasureStatus, ExportStatus
from ivi_training.outbox.models import OutgoingEmail
from trainees.applying.models import Application, Consent
from trainees.people.models import Applicant, PersonMerge
from trainees.places.models import Place
from trainees.records.actions import data_exports, erasures
from trainees.records.emails import requests as emails
from trainees.records.errors import PeopleApart
from trainees.records.models import Correction

FACTS = Applicant.FACTS
MERGED_DOMAIN = "@merged.invalid"


@dataclass(frozen=True)
class PeopleMergePreview:
    """What a merge would move, and what stands in its way."""

    goes: Applicant
    stays: Applicant
    applications: list[Application]
    places: list[Place]
    consents: int
    addresses: list[str]  # that lead to the account that stays from then on
    dropped: list[str]  # that nobody has confirmed
    problems: list[str] = field(default_factory=list)


def label_of(name: str) -> str:
    return str(Applicant._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # a column


def words(person: Applicant, name: str) -> str:
    value: Any = getattr(person, name)
    shown = getattr(person, f"get_{name}_display", None)
    return str(shown()) if shown is not None else str(getattr(value, "name", value) or "")


def preview(goes: Applicant, stays: Applicant) -> PeopleMergePreview:
    """What would move if the first were the second, in a fixed number of queries."""
    applications = Application.objects.filter(applicant=goes).select_related("call", "cohort")
    places = Place.objects.live().filter(applicant=goes).select_related("cohort", "application")
    known = EmailAddress.objects.filter(user=goes.user_id).order_by("email")
    return PeopleMergePreview(
        goes,
        stays,
        applications=list(applications.order_by("pk")),
        places=list(places.order_by("pk")),
        consents=Consent.objects.filter(applicant=goes).count(),
        addresses=[address.email for address in known if address.verified],
        dropped=[address.email for address in known if not address.verified],
        problems=[
            *([_("Choose two accounts.")] if goes.pk == stays.pk else []),
            *_merged_already(goes, stays),
            *_with_roles(goes),
            *_erasing(goes, stays),
            *_correcting(goes, stays),
            *_same_call(goes, stays),
            *_same_cohort(goes, stays),
        ],
    )


def _merged_already(*both: Applicant) -> list[str]:
    gone = PersonMerge.objects.filter(goes__in=both).select_related("applicant__user")
    return [
        _("One of them was merged into %(account)s already.")
        % {"account": merge.applicant.user.email}
        for merge in gone
    ]


def _with_roles(goes: Applicant) -> list[str]:
    user = goes.user
    if user.is_superuser or erasures.is_of_staff(user):
        text = _("%(account)s has roles and works for the program: let this account stay.")
        return [text % {"account": user.email}]
    return []


def _erasing(*both: Applicant) -> list[str]:
    """Retention closes accounts too, without a request."""
    asked = Erasure.objects.filter(
        user=OuterRef("pk"), status__in=[ErasureStatus.ASKED, ErasureStatus.AGREED]
    )
    erased = User.objects.filter(Exists(asked) | Q(erased_at__isnull=False))
    return [
        _("%(account)s is erased, or asks for it: decide the request first.")
        % {"account": user.email}
        for user in erased.filter(pk__in=[one.user_id for one in both])
    ]


def _correcting(*both: Applicant) -> list[str]:
    """Each may wait for one correction, and so may both when they are one."""
    waiting = Correction.objects.open().filter(applicant__in=both)
    if waiting.count() < len(both):
        return []
    return [_("Both wait for a correction: decide one of the two requests first.")]


def _same_call(goes: Applicant, stays: Applicant) -> list[str]:
    """A person applies to a call once: which application is theirs is for them to say."""
    live = Application.objects.live()
    theirs = live.filter(applicant=stays).values("call")
    twice = live.filter(applicant=goes, call__in=theirs).select_related("call")
    return [
        _("Both have applied to “%(call)s”. Ask which of the two they keep, and have the other one "
          "withdrawn first.")
        % {"call": application.call.title}
        for application in twice
    ]  # fmt: skip


def _same_cohort(goes: Applicant, stays: Applicant) -> list[str]:
    live = Place.objects.live()
    theirs = live.filter(applicant=stays).values("cohort")
    twice = live.filter(applicant=goes, cohort__in=theirs).select_related("cohort")
    return [
        _("Both hold a place in “%(cohort)s”. End one of the two first.")
        % {"cohort": place.cohort.title}
        for place in twice
    ]


@transaction.atomic
def merge(
    goes: Applicant, stays: Applicant, *, right: Mapping[str, bool], reason: str, by: User
) -> PersonMerge:
    """Let everything of the first be the second's; nobody signs in to the first any more.

    `right` says by field whether the account that goes has the right fact. A confirmed address of
    it leads to the account that stays, one that is not is forgotten. It cannot be undone. Refused
    where both applied to one call or hold a place in one cohort. No place is taken meanwhile:
    every program is held.
    """
    programs.lock_all(Program.objects.values_list("pk", flat=True))
    goes, stays = _held(goes, stays)
    found = preview(goes, stays)
    if found.problems:
        raise PeopleApart(_("Nothing was changed."), then=found.problems)
    chosen = {
        name: {"goes": _plain(goes, name), "stays": _plain(stays, name), "right": _side(is_right)}
        for name in FACTS
        if (is_right := right.get(name, False)) or _plain(goes, name) != _plain(stays, name)
    }
    for name in (name for name in FACTS if right.get(name)):
        setattr(stays, name, getattr(goes, name))
    merged = PersonMerge.objects.create(
        goes=goes, applicant=stays, chosen=chosen, reason=reason, by=by
    )
    stays.save(update_fields=FACTS)
    _close(goes, stays.user)
    emails.accounts_merged(merged, found.addresses)
    return merged


def _side(is_right: bool) -> str:  # noqa: FBT001 - one answer, in words
    return "goes" if is_right else "stays"


def _plain(person: Applicant, name: str) -> str:
    return str(getattr(person, name) or "")


def _held(*both: Applicant) -> list[Applicant]:
    """Both people and their accounts, as nobody else changes them meanwhile."""
    # The account first, as whoever begins an application does.
    users = User.objects.select_for_update().order_by("pk")
    accounts = users.in_bulk([one.user_id for one in both])
    people = Applicant.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    held = people.in_bulk([one.pk for one in both])
    for person in held.values():
        person.user = accounts[person.user_id]
    return [held[one.pk] for one in both]


def _close(goes: Applicant, into: User) -> None:
    """Leave nothing of the person in the account that goes, and no way in."""
    user = goes.user
    addresses = EmailAddress.objects.filter(user=user)
    addresses.filter(verified=False).delete()
    # The account that stays may have asked for one of them, and waited for its confirmation.
    confirmed = {email.lower() for email in addresses.values_list("email", flat=True)}
    waiting = EmailAddress.objects.annotate(lower=Lower("email"))
    waiting.filter(user=into, verified=False, lower__in=confirmed).delete()
    addresses.update(user=into, primary=False)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    for copy in DataExport.objects.filter(user=user, status=ExportStatus.READY):
        data_exports.expire(copy)
    data_exports.end_all(user, why="merged")
    OutgoingEmail.objects.filter(recipient_user=user).update(recipient_user=into)
    nothing: dict[str, Any] = dict.fromkeys(FACTS, "") | {"birth_date": None}
    Applicant.objects.filter(pk=goes.pk).update(**nothing)
    User.objects.filter(pk=user.pk).update(
        email=f"{user.pk}{MERGED_DOMAIN}",
        name="",
        password=make_password(None),
        is_active=False,
        last_login=None,
    )
