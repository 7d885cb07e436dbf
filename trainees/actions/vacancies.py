"""Noting that a place may be free, and waking the one service that offers it to somebody."""

from django.db import connection, transaction

from courses.models import Cohort
from ivi_training.broker import nudge
from ivi_training.models import User
from trainees.models import Promotion, Vacancy

PROMOTE = "trainees.promote_waiting"


def wake() -> None:
    """Ask for promotions after the commit, once a transaction; the timetable asks anyway."""
    if not any(hook[1] is _nudge for hook in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def note_by_hand(cohort: Cohort, *, by: User) -> Vacancy:
    """Ask for one offer to the next person for whom there is room."""
    wake()
    return Vacancy.objects.create(
        program_id=cohort.program_id, cohort=cohort, kind=Vacancy.Kind.BY_HAND, asked_by=by
    )


def note_again(promotion: Promotion, kind: Vacancy.Kind) -> Vacancy:
    """Look for somebody else in place of a person who was proposed."""
    wake()
    before = promotion.vacancy
    return Vacancy.objects.create(
        program_id=before.program_id,
        cohort_id=promotion.cohort_id,
        kind=kind,
        quota_id=before.quota_id,
        origin_id=before.origin_id or before.pk,
    )


def _nudge() -> None:
    nudge(PROMOTE)
