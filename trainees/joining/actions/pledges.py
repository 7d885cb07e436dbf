"""Other payers: what they pledge is not promised from the grant, whenever they pledge it."""

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.programs.actions import programs
from grants.commitments.actions import covers
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.errors import NobodyToPayFor, PayerUnnamed, PledgeEnded
from trainees.joining.models import Offer, Pledge
from trainees.joining.statuses import LIVE_OFFERS, Payer

Covered = dict[int, Counter[str]]


def of(applications: Iterable[int]) -> Covered:
    found: Covered = {}
    rows = Pledge.objects.live().filter(application__in=applications).order_by()
    for application, kind, pledged in rows.values_list("application", "kind", "pledged"):
        found.setdefault(application, Counter())[kind] += pledged
    return found


@transaction.atomic
def record(application: Application, *, by: User, **facts: Any) -> Pledge:
    """Write down who pays what; an offer that is out promises that much less from now on.

    Refused for a draft, for a third party without a name, and where the grant has spent the money
    already.
    """
    programs.lock(application.cohort.program_id)
    application.refresh_from_db(fields=["status"])
    if application.status == ApplicationStatus.DRAFT:
        raise NobodyToPayFor(_("The application has not been submitted."))
    pledge = Pledge(application=application, recorded_by=by, **facts)
    if pledge.payer == Payer.THIRD_PARTY and not pledge.name:
        raise PayerUnnamed(_("Say who pays."))
    offer = _live(application)
    if offer is not None and offer.commitment is not None:
        key = f"covered:{uuid.uuid4()}"
        covers.cover(offer.commitment, pledge.kind, pledge.pledged, key=key, by=by)
    pledge.save(force_insert=True)
    return pledge


@transaction.atomic
def pay(pledge: Pledge, *, paid: int, reference: str) -> None:
    """Write down how much of it has been paid so far."""
    programs.lock(pledge.application.cohort.program_id)
    _refuse_ended(pledge)
    pledge.paid, pledge.reference = paid, reference
    pledge.save(update_fields=["paid", "reference"])


@transaction.atomic
def end(pledge: Pledge, *, by: User, reason: str) -> None:
    """Count on this payer no more: the grant promises that cost again.

    Refused where a line has too little left for it.
    """
    programs.lock(pledge.application.cohort.program_id)
    _refuse_ended(pledge)
    offer = _live(pledge.application)
    if offer is not None and offer.commitment is not None:
        others = of([pledge.application_id])[pledge.application_id][pledge.kind] - pledge.pledged
        key = f"uncovered:{pledge.pk}"
        covers.cover_at_most(offer.commitment, pledge.kind, others, key=key, by=by)
    pledge.ended_at, pledge.ended_by, pledge.end_reason = timezone.now(), by, reason
    pledge.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _live(application: Application) -> Offer | None:
    found = application.offers.filter(status__in=LIVE_OFFERS).select_related("commitment")
    offer = found.first()
    if offer is None or offer.commitment is None or offer.commitment.released_at:
        return None
    return offer


def _refuse_ended(pledge: Pledge) -> None:
    pledge.refresh_from_db(fields=["ended_at"])
    if pledge.ended_at:
        raise PledgeEnded(_("What this payer agreed to pay has ended already."))
