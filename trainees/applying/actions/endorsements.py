"""Endorsements: a named person signs or declines by a link, once, without an account."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import setup as setups
from courses.calls.actions.setup import Setup
from courses.calls.models import EndorsementRule
from ivi_training.accounts.models import User
from trainees.applying.emails import endorsements as emails
from trainees.applying.errors import (
    ApplicationIncomplete,
    EndorsementClosed,
    EndorserRefused,
    RemindedLately,
)
from trainees.applying.models import Application, Endorsement
from trainees.applying.statuses import ENDORSABLE, ApplicationStatus, EndorsementStatus

# So many people can be asked for one kind: nobody writes to the whole world by our mails.
MOST_PEOPLE = 5
# An applicant can have the person reminded once in so long.
REST = timedelta(hours=12)
_TOKEN_BYTES = 32


@dataclass(frozen=True)
class Endorser:
    """Whom the applicant names."""

    name: str
    position: str
    organisation: str
    email: str
    language: str = "en"


@dataclass(frozen=True)
class RequiredEndorsement:
    """A kind that the call asks for, and the newest request for it."""

    rule: EndorsementRule
    request: Endorsement | None
    can_ask: bool  # whether the application is at a stage where somebody can still be asked

    @property
    def field(self) -> str:
        return f"endorsement_{self.rule.pk}"

    @property
    def gap_text(self) -> str:
        if self.request is None:
            text = _("%(kind)s: name the person")
        elif self.request.status == EndorsementStatus.ASKED:
            text = _("%(kind)s: not signed yet")
        else:
            text = _("%(kind)s: name another person, or ask again")
        return text % {"kind": self.rule.label}

    @property
    def is_signed(self) -> bool:
        """Whether it is there for good."""
        return self.request is not None and self.request.status == EndorsementStatus.SIGNED

    @property
    def is_missing(self) -> bool:
        is_asked = self.request is not None and self.request.status == EndorsementStatus.ASKED
        is_enough = self.is_signed or (is_asked and not self.rule.is_awaited)
        return self.rule.is_required and not is_enough


def needed(application: Application, setup: Setup | None = None) -> list[RequiredEndorsement]:
    rules = (setup or setups.of(application.call_id)).endorsements
    if not rules:
        return []
    newest: dict[int, Endorsement] = {}
    if application.pk is not None:
        asked = application.endorsements.with_reach().select_related("cohort")
        for request in asked.order_by("pk"):
            newest[request.rule_id] = request
    can_ask = application.status in ENDORSABLE
    return [RequiredEndorsement(rule, newest.get(rule.pk), can_ask) for rule in rules]


@transaction.atomic
def ask(
    application: Application, rule: EndorsementRule, person: Endorser, *, by: User
) -> Endorsement:
    """Write to the person; an open request for the same kind ends, its link with it.

    Refused once it is signed, after the decision, before the applicant has said who they are, to
    their own address, when too many have been asked, and for what another call asks.
    """
    if rule.call_id != application.call_id:
        raise EndorserRefused(
            _("This call does not ask for “%(kind)s”.") % {"kind": rule.label},
            then=[_("Open your application: it lists what its call asks for.")],
        )
    _hold(application)
    if application.status not in ENDORSABLE:
        raise EndorsementClosed(
            _("The application is “%(status)s”: nobody can be asked to endorse it now.")
            % {"status": application.get_status_display()}
        )
    _refuse_nameless(application)
    _refuse_oneself(application, person)
    earlier = application.endorsements.filter(rule=rule)
    if earlier.filter(status=EndorsementStatus.SIGNED).exists():
        raise EndorsementClosed(_("It is signed already; nothing is missing here."))
    if earlier.count() >= MOST_PEOPLE:
        raise EndorserRefused(
            _("You have asked %(count)d people for this, and more cannot be asked.")
            % {"count": MOST_PEOPLE},
            then=[_("Write to the office that runs the call.")],
        )
    _end(list(earlier.open()), by=by, reason="replaced")
    return _write(application, rule, person)


@transaction.atomic
def remind(endorsement: Endorsement) -> None:
    """Write to the person once more at the applicant's wish; the earlier link ends.

    Refused when it is no longer open, and so soon after the last mail.
    """
    _lock(endorsement)
    again = endorsement.linked_at + REST
    if timezone.now() < again:
        moment = date_format(timezone.localtime(again), "DATETIME_FORMAT")
        raise RemindedLately(
            _("%(name)s got a mail from us a short while ago.") % {"name": endorsement.name},
            then=[
                _("You can have them reminded again from %(moment)s KST on.") % {"moment": moment}
            ],
        )
    _link_anew(endorsement)


@transaction.atomic
def remind_by_the_clock(endorsement: Endorsement) -> None:
    """Write to the person before the deadline, once; nothing happens where it is answered."""
    _hold(endorsement.application)
    _read_again(endorsement)
    if endorsement.is_open and endorsement.reminded_at is None:
        _link_anew(endorsement, reminded_at=timezone.now())


@transaction.atomic
def expire(endorsement: Endorsement) -> None:
    """End a request whose deadline has passed, and tell the applicant; else change nothing."""
    _hold(endorsement.application)
    _read_again(endorsement)
    if endorsement.status != EndorsementStatus.ASKED or timezone.now() < endorsement.due_at:
        return
    endorsement.move(EndorsementStatus.EXPIRED, by=None, reason="due_at")
    emails.expired(endorsement)


def find(pk: int, token: str) -> Endorsement | None:
    """The request of a link, whatever its status; None for a link that is none, or an older one."""
    found = Endorsement.objects.with_related().filter(pk=pk).first()
    known = found.link_digest if found else ""
    # Compared also where there is nothing to compare with: both take as long.
    return found if constant_time_compare(digest(token), known) else None


def note_opening(endorsement: Endorsement) -> None:
    fresh = Endorsement.objects.open().filter(pk=endorsement.pk, opened_at=None)
    fresh.update(opened_at=timezone.now())


@transaction.atomic
def sign(
    endorsement: Endorsement,
    *,
    name: str,
    releases_time: bool | None,
    text: str,
    by: User | None = None,
) -> None:
    """Sign by the typed name, once; what is signed stands.

    Refused when it is no longer open, and to the applicant themselves; `by` is who is signed in,
    if anybody is: a link needs no account.
    """
    _refuse_applicant(endorsement, by)
    _lock(endorsement)
    endorsement.move(
        EndorsementStatus.SIGNED,
        by=None,
        signed_name=name,
        releases_time=releases_time if endorsement.rule.confirms_release else None,
        text=text,
        answered_at=timezone.now(),
    )
    emails.signed(endorsement)


@transaction.atomic
def decline(endorsement: Endorsement, *, reason: str, by: User | None = None) -> None:
    """Refuse to endorse; the applicant learns that, and not why. Refused as signing is."""
    _refuse_applicant(endorsement, by)
    _lock(endorsement)
    endorsement.move(
        EndorsementStatus.DECLINED, by=None, decline_reason=reason, answered_at=timezone.now()
    )
    emails.declined(endorsement)


def end_for(application: Application, *, by: User, reason: str) -> None:  # noqa: ARG001 - a stage's verb
    """End the links of an application that is withdrawn; under the lock of whoever withdraws.

    Why somebody withdraws is not told to those who were asked to endorse them.
    """
    _end(list(application.endorsements.open()), by=by, reason="withdrawn")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write(application: Application, rule: EndorsementRule, person: Endorser) -> Endorsement:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    now = timezone.now()
    last_day = timezone.localdate(now) + timedelta(days=rule.days)
    made = Endorsement.objects.create(
        application=application,
        rule=rule,
        cohort=application.cohort,
        name=person.name,
        position=person.position,
        organisation=person.organisation,
        email=person.email,
        language=person.language,
        asked_at=now,
        linked_at=now,
        due_at=timezone.make_aware(datetime.combine(last_day, time(23, 59, 59))),
        link_digest=digest(token),
    )
    emails.asked(made, token)
    return made


def _link_anew(endorsement: Endorsement, **facts: datetime) -> None:
    """Send a new link; with its digest the earlier one opens nothing."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    endorsement.link_digest = digest(token)
    endorsement.linked_at = timezone.now()
    for name, value in facts.items():
        setattr(endorsement, name, value)
    endorsement.save(update_fields=["link_digest", "linked_at", *facts])
    emails.reminded(endorsement, token)


def _end(open_ones: list[Endorsement], *, by: User, reason: str) -> None:
    if open_ones:
        Endorsement.move_all(open_ones, EndorsementStatus.ENDED, by=by, reason=reason)


def _refuse_nameless(application: Application) -> None:
    """The person reads who applies and where they work: that has to be there."""
    who, work = application.applicant.full_name, (application.employer_name, application.job_title)
    if not who or not all(work):
        raise ApplicationIncomplete(
            _("The person you name reads your name, your employer and your position."),
            then=[_("Fill in “About you” and “Your work” first, then name the person.")],
        )


def _refuse_oneself(application: Application, person: Endorser) -> None:
    own = application.applicant.user.email
    if own.casefold() == person.email.casefold():
        raise EndorserRefused(
            _("This is your own e-mail address: somebody else has to endorse you."),
            then=[_("Name the person with the address at which they work.")],
        )


def _refuse_applicant(endorsement: Endorsement, by: User | None) -> None:
    """A link that was passed on does not let anybody endorse themselves."""
    if by is not None and by.pk == endorsement.application.applicant.user_id:
        raise EndorserRefused(
            _("This is your own application: somebody else has to endorse you."),
            then=[_("Leave the link to the person whom you named.")],
        )


def _hold(application: Application) -> None:
    """Hold the application, so that it is not withdrawn or submitted meanwhile."""
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.refresh_from_db(fields=["status"], from_queryset=held)


def _read_again(endorsement: Endorsement) -> None:
    # The person may sign in the same second in which the applicant takes it back.
    held = Endorsement.objects.select_for_update(of=("self",), no_key=True)
    endorsement.refresh_from_db(fields=["status", "linked_at", "reminded_at"], from_queryset=held)


def _lock(endorsement: Endorsement) -> None:
    """Hold the application, then the request; refuse what is no longer open."""
    _hold(endorsement.application)
    _read_again(endorsement)
    if endorsement.application.status == ApplicationStatus.WITHDRAWN:
        raise EndorsementClosed(_("The application was withdrawn. You need not do anything."))
    if not endorsement.is_open:
        raise EndorsementClosed(
            _("It is “%(status)s” already, or its deadline has passed.")
            % {"status": endorsement.get_status_display()},
            then=[_("Nothing was changed. The applicant can ask again if it is still needed.")],
        )
