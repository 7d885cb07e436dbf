"""A waiting list as the office reads it: who waits in order, and what would stop each now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from trainees.joining.actions.funds import Funds
from trainees.places.actions import places
from trainees.selecting.models import WaitingEntry


@dataclass(frozen=True)
class WaitingRow:
    """One person who waits; nothing in `stopped_by` means that a place could be offered now."""

    entry: WaitingEntry
    stopped_by: list[str]


def rows(cohort: Cohort, entries: Sequence[WaitingEntry]) -> list[WaitingRow]:
    """Each entry with what stands in the way; a fixed number of queries for any number."""
    applications = [entry.application for entry in entries]
    for application in applications:
        application.cohort = cohort
    found = places.obstacles(cohort.program_id, applications)
    funds = Funds.read(cohort.program_id)
    made = []
    for entry in entries:
        stopped_by = [str(obstacle) for obstacle in found[entry.application_id]]
        line = funds.shortage(entry.application)
        if line is not None:
            stopped_by.append(_("%(line)s: too little is left.") % {"line": line})
        if entry.application.stream_id is None:
            stopped_by.append(_("The stream is not decided."))
        made.append(WaitingRow(entry, stopped_by))
    return made
