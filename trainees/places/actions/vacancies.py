"""Noting that a place may be free, and waking the one service that offers it to somebody."""

from django.db import connection, transaction

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.outbox.broker import nudge
from trainees.places.models import Vacancy

PROMOTE = "trainees.promote_waiting"


def request_promotions() -> None:
    """Ask for promotions after the commit, once a transaction; the timetable asks anyway."""
    if not any(hook[1] is _nudge for hook in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def note_by_hand(cohort: Cohort, *, by: User) -> Vacancy:
    request_promotions()
    return Vacancy.objects.create(
        program_id=cohort.program_id, cohort=cohort, kind=Vacancy.Kind.BY_HAND, asked_by=by
    )


def _nudge() -> None:
    nudge(PROMOTE)
