"""Scheduled jobs of offers, trainees, endorsements, reviews, returns, kept data; a recount."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from ivi_training.accounts.models import DataExport, Erasure, User
from ivi_training.outbox import broker
from trainees.applying.actions import endorsements
from trainees.applying.models import Endorsement
from trainees.costs.actions import disagreements
from trainees.costs.reports import reconciliation
from trainees.joining.actions import conditions, offers, onboardings
from trainees.joining.models import Condition, Offer, Onboarding
from trainees.office.reports import invariants
from trainees.records.actions import data_exports, erasures, retention
from trainees.records.models import Destruction
from trainees.records.reports import data_archive
from trainees.reviewing.actions import assignments
from trainees.reviewing.models import Review, Rubric
from trainees.screening.actions import returns
from trainees.screening.models import ReturnRequest
from trainees.selecting.actions import decisions, promotions, publications

logger = logging.getLogger(__name__)
REMINDED_DAYS_AHEAD = (3, 1)
RETURNED_DAYS_AHEAD = 2
# What the mails about an offer show.
_RELATED = (
    "application__applicant__user",
    "application__call",
    "application__cohort",
    "place__cohort",
)


@shared_task(name="trainees.expire_offers")
def expire_offers() -> None:
    """End what ran out, each in its transaction: unanswered offers, and for missed conditions."""
    for offer in Offer.objects.overdue().select_related(*_RELATED, "commitment"):
        offers.expire(offer)
    for condition in _with_offers(Condition.objects.to_lapse()):
        offers.lapse(condition)


@shared_task(name="trainees.remind_of_offers")
def remind_of_offers() -> None:
    """Remind of each unanswered offer and each condition that is due soon, once."""
    for offer in Offer.objects.to_remind().select_related(*_RELATED):
        offers.remind(offer)
    for condition in _with_offers(Condition.objects.to_remind()):
        conditions.remind(condition)


def _with_offers(found: QuerySet[Condition]) -> QuerySet[Condition]:
    return found.select_related(
        "application__applicant__user",
        "application__call",
        "application__cohort",
        "offer__place__cohort",
        "offer__commitment",
    )


@shared_task(name="trainees.promote_waiting")
def promote_waiting() -> None:
    """Offer what is free to those who wait, a program at a time; safe to run twice or late."""
    promotions.note_floors_that_ended()
    for program_id in promotions.programs_to_serve():
        promotions.run(program_id)


@shared_task(name="trainees.remind_reviewers")
def remind_reviewers() -> None:
    """Write to each reviewer with open reviews three days and one day before they are due."""
    today = timezone.localdate()
    days = [today + timedelta(days=ahead) for ahead in REMINDED_DAYS_AHEAD]
    waiting = Review.objects.waiting().filter(rubric__review_by__date__in=days)
    pairs = set(waiting.values_list("reviewer", "rubric"))
    reviewers = User.objects.in_bulk({reviewer for reviewer, _rubric in pairs})
    rubrics = Rubric.objects.select_related("call").in_bulk({rubric for _reviewer, rubric in pairs})
    for reviewer, rubric in sorted(pairs):
        assignments.remind(reviewers[reviewer], rubrics[rubric])


@shared_task(name="trainees.remind_returned")
def remind_returned() -> None:
    """Write to each applicant whose missing papers are due in two days."""
    day = timezone.localdate() + timedelta(days=RETURNED_DAYS_AHEAD)
    due = ReturnRequest.objects.open().filter(due_at__date=day)
    for request in due.select_related("application__applicant__user", "application__call"):
        returns.remind(request)


@shared_task(name="trainees.follow_endorsements")
def follow_endorsements() -> None:
    """End requests for an endorsement that ran out, remind of those due soon, each by itself."""
    for endorsement in Endorsement.objects.overdue().with_related():
        endorsements.expire(endorsement)
    for endorsement in Endorsement.objects.to_remind().with_related():
        endorsements.remind_by_the_clock(endorsement)


@shared_task(name="trainees.follow_onboardings")
def follow_onboardings() -> None:
    """Ask trainees whose call asks something since they accepted; remind of what is due soon."""
    for enrolment in onboardings.trainees_without_form().select_related(
        "application__applicant__user", "application__call", "cohort"
    ):
        onboardings.ask(enrolment)
    for onboarding in Onboarding.objects.to_remind().with_related():
        onboardings.remind(onboarding)


@shared_task(name="trainees.check_invariants")
def check_invariants() -> None:
    """Recount everything and log each difference as an error."""
    for difference in invariants.differences():
        logger.error("invariant broken: %s", difference)


@shared_task(name=data_exports.MAKE, expires=broker.STALE_AFTER)
def make_data_exports() -> None:
    """Make each copy of somebody's data that is asked for, and delete those that ran out."""
    for export in DataExport.objects.to_make().select_related("user"):
        try:
            with data_archive.write_archive(export.user) as archive:
                data_exports.finish(export, archive)
        except Exception:
            logger.exception("copy of data %s was not made", export.pk)
            data_exports.fail(export)
    for export in DataExport.objects.to_delete():
        data_exports.expire(export)


@shared_task(name="trainees.delete_erased_files")
def delete_erased_files() -> None:
    """Delete what a process that died after an erasure or a destruction has left on the disk."""
    for record in (*Erasure.objects.with_files(), *Destruction.objects.with_files()):
        erasures.delete_files(record)


@shared_task(name="trainees.destroy_what_is_due")
def destroy_what_is_due() -> None:
    """Carry out every retention rule; one that fails is logged, and tried the next night."""
    for rule in retention.rules_by_reach():
        try:
            retention.destroy_due(rule)
        except Exception:
            logger.exception("retention rule %s was not carried out", rule.pk)


@shared_task(name="trainees.resume_publications")
def resume_publications() -> None:
    """Finish each publication whose process died, chunk by chunk."""
    for publication in publications.interrupted():
        decisions.finish_interrupted(publication)


@shared_task(name="trainees.reconcile")
def reconcile() -> None:
    """Look whether places, people and money agree, and tell of what is new; safe to run twice."""
    disagreements.record(reconciliation.find())
