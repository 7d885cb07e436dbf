"""Conditions: set before an offer is answered, met or waived by a person, missed by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import programs
from ivi_training.models import User
from trainees import emails
from trainees.errors import ConditionClosed, ConditionOverdue
from trainees.models import Application, Condition, Decision, Offer
from trainees.statuses import ConditionStatus, OfferStatus, Outcome


@dataclass(frozen=True)
class Terms:
    """What is asked, by when, and what follows where it is not done."""

    kind: Condition.Kind
    due_at: datetime
    when_missed: Condition.WhenMissed
    text: str = ""


def open_to(applications: Sequence[Application]) -> dict[int, Offer | None]:
    """Which of these a condition can be set for: their open offer, or none while it is staged."""
    ids = [application.pk for application in applications]
    staged = Decision.objects.staged().filter(
        application__in=ids, outcome=Outcome.SELECTED, publication=None
    )
    found: dict[int, Offer | None] = dict.fromkeys(staged.values_list("application", flat=True))
    offers = Offer.objects.filter(
        application__in=ids, status=OfferStatus.SENT, respond_by__gt=timezone.now()
    )
    related = offers.select_related("application__applicant__user", "place__cohort")
    return found | {offer.application_id: offer for offer in related}


@transaction.atomic
def set_all(applications: Sequence[Application], terms: Terms, *, by: User) -> list[Condition]:
    """Set one condition for each, all or none; who has the offer already is told.

    Refused for whoever is neither staged to be selected nor has an offer to answer.
    """
    programs.lock_all(application.cohort.program_id for application in applications)
    found = open_to(applications)
    for application in applications:
        if application.pk not in found:
            raise ConditionClosed(
                _("%(application)s is neither staged to be selected nor has an offer to answer.")
                % {"application": application},
                then=[_("Nothing was set. A condition is never added once an offer is accepted.")],
            )
    if terms.due_at <= timezone.now():
        raise ConditionOverdue(_("The due date has passed. Choose a later one."))
    made = Condition.objects.bulk_create(
        Condition(
            application=application,
            offer=found[application.pk],
            kind=terms.kind,
            text=terms.text,
            due_at=terms.due_at,
            when_missed=terms.when_missed,
            set_by=by,
        )
        for application in applications
    )
    emails.conditions_set([condition for condition in made if condition.offer is not None])
    return made


def bind(offers: Sequence[Offer]) -> None:
    """Let what was set beforehand belong to the offers made now.

    Refused where a due date has passed meanwhile: nobody is offered what lapses at once.
    """
    by_application = {offer.application_id: offer for offer in offers}
    pending = Condition.pending([offer.application for offer in offers])
    for condition in pending:
        if condition.is_overdue:
            raise ConditionOverdue(
                _("%(application)s: “%(condition)s” was due before the offer is made.")
                % {"application": condition.application, "condition": condition.what},
                then=[_("Waive it on the application's page and set one with a later due date.")],
            )
        condition.offer = by_application[condition.application_id]
    if pending:
        offer = Offer.objects.filter(application=OuterRef("application"), status=OfferStatus.SENT)
        waiting = Condition.objects.filter(pk__in=[condition.pk for condition in pending])
        waiting.update(offer=Subquery(offer.values("pk")[:1]))


def carry_on(before: Offer, after: Offer, *, by: User) -> None:
    """Set what is still open on the offer that follows a deferred one.

    A due date moves as far as the start of the course does. Refused for what is overdue even so.
    """
    later = after.place.cohort.starts_on - before.place.cohort.starts_on
    found = before.conditions.filter(status=ConditionStatus.OPEN).order_by("pk")
    made = []
    for condition in found:
        due_at = condition.due_at + later
        if due_at <= timezone.now():
            raise ConditionOverdue(
                _("“%(condition)s” is overdue.") % {"condition": condition.what},
                then=[_("Settle it on the application's page first.")],
            )
        facts = {"kind": condition.kind, "text": condition.text, "due_at": due_at}
        made.append(
            Condition(
                application_id=after.application_id,
                offer=after,
                when_missed=condition.when_missed,
                set_by=by,
                **facts,
            )
        )
    Condition.objects.bulk_create(made)


@transaction.atomic
def settle(condition: Condition, to: ConditionStatus, *, by: User, reason: str = "") -> None:
    """Record that it is met, or that it is waived and why; the person is told.

    Late is not too late as long as the place is held. Refused once it is settled, and for a place
    that was given back.
    """
    lock(condition)
    refuse_unless_open(condition)
    close(condition, to, by=by, reason=reason)
    if condition.offer is not None:
        emails.condition_settled(condition)


def close(condition: Condition, to: ConditionStatus, *, by: User | None, reason: str) -> None:
    """Move the condition with who, when and why."""
    facts = {"settled_at": timezone.now(), "settled_by": by, "note": reason}
    condition.move(to, by=by, reason=reason, **facts)


@transaction.atomic
def remind(condition: Condition) -> None:
    """Remind of it once; one settled meanwhile, or of a place given back, is left alone."""
    lock(condition)
    open_ = Condition.objects.waiting().filter(pk=condition.pk, reminded_at=None)
    if open_.exists():
        Condition.objects.filter(pk=condition.pk).update(reminded_at=timezone.now())
        emails.condition_reminded(condition)


def lock(condition: Condition) -> None:
    """Hold the program and read the condition again."""
    programs.lock(condition.application.cohort.program_id)
    condition.refresh_from_db(fields=["status", "due_at", "reminded_at"])
    if condition.offer is not None:
        condition.offer.place.refresh_from_db(fields=["released_at"])


def refuse_unless_open(condition: Condition) -> None:
    """Refuse a condition that is settled, or whose place was given back."""
    is_held = condition.offer is None or condition.offer.place.released_at is None
    if condition.status != ConditionStatus.OPEN or not is_held:
        raise ConditionClosed(
            _("“%(condition)s” is “%(status)s”, or the place was given back meanwhile.")
            % {"condition": condition.what, "status": condition.get_status_display()}
        )
