"""Scheduled jobs of offers, and the nightly recount."""

import logging

from celery import shared_task

from trainees.actions import offers
from trainees.models import Offer
from trainees.reports import invariants

logger = logging.getLogger(__name__)


@shared_task(name="trainees.expire_offers")
def expire_offers() -> None:
    """End each unanswered offer whose deadline has passed; one transaction each."""
    for offer in Offer.objects.overdue().select_related("application", "place", "commitment"):
        offers.expire(offer)


@shared_task(name="trainees.check_invariants")
def check_invariants() -> None:
    """Recount everything and log each difference as an error."""
    for difference in invariants.differences():
        logger.error("invariant broken: %s", difference)
