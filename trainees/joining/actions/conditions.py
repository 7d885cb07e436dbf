"""Conditions: set before an offer is answered, met or waived by a person, missed by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.joining.emails import offers as emails
from trainees.joining.errors import ConditionClosed, ConditionOverdue
from trainees.joining.models import Condition, Offer
from trainees.joining.statuses import ConditionStatus, OfferStatus


@dataclass(frozen=True)
class ConditionTerms:
    """What is asked, by when, and what follows where it is not done."""

    kind: Condition.Kind
    due_at: datetime
    when_missed: Condition.WhenMissed
    text: str = ""


def attach(offers: Sequence[Offer]) -> None:
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


def copy_to_later_offer(before: Offer, after: Offer, *, by: User) -> None:
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

    Late is not too late as long as the place is held. Refused once it is settled, for a place that
    was given back, to waive it without a reason, and to record it as missed: that ends the offer.
    """
    if to not in (ConditionStatus.MET, ConditionStatus.WAIVED):
        raise ConditionClosed(_("Choose met or waived. A missed condition ends the place."))
    if to == ConditionStatus.WAIVED and not reason:
        raise ConditionClosed(_("Say why it is waived."))
    lock(condition)
    refuse_unless_open(condition)
    close(condition, to, by=by, reason=reason)
    if condition.offer is not None:
        emails.condition_settled(condition)


def close(condition: Condition, to: ConditionStatus, *, by: User | None, reason: str) -> None:
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
