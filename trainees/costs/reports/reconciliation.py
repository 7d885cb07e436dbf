"""Whether places, people and money agree: places are open offers and trainees, and money for each.

A fixed number of queries for any number of people; attendance and certificates follow once there
are some.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from courses.cohorts.models import Cohort
from trainees.applying.models import Application
from trainees.costs.actions.disagreements import FoundDisagreement
from trainees.costs.models import ReconciliationException
from trainees.costs.statuses import Disagreement
from trainees.joining.models.pledge import COVERED
from trainees.joining.statuses import LIVE_ENROLMENTS

_TRAINEES = ", ".join(f"'{status}'" for status in LIVE_ENROLMENTS)
# Whoever holds a place by right: an open offer, or an accepted one with a trainee.
_HELD = f"""
    (o.status = 'sent' OR (o.status = 'accepted' AND EXISTS (
        SELECT 1 FROM trainees_enrolment e
         WHERE e.offer_id = o.id AND e.status IN ({_TRAINEES}))))
"""
# Each answers (application, cohort).
_QUERIES: dict[Disagreement, str] = {
    Disagreement.PLACE_UNHELD: f"""
        SELECT p.application_id, p.cohort_id FROM trainees_place p
         WHERE p.released_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM trainees_offer o WHERE o.place_id = p.id AND {_HELD})""",
    Disagreement.PERSON_UNPLACED: f"""
        SELECT o.application_id, p.cohort_id
          FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
         WHERE p.released_at IS NOT NULL AND {_HELD}""",
    Disagreement.MONEY_UNHELD: """
        SELECT o.application_id, p.cohort_id
          FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
          JOIN grants_commitment c ON c.id = o.commitment_id
         WHERE c.released_at IS NULL AND p.released_at IS NOT NULL""",
    Disagreement.MONEY_ELSEWHERE: """
        SELECT o.application_id, p.cohort_id
          FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
          JOIN grants_commitment c ON c.id = o.commitment_id
         WHERE c.released_at IS NULL AND c.cohort_id <> p.cohort_id""",
    Disagreement.UNFUNDED: f"""
        SELECT o.application_id, p.cohort_id
          FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
          LEFT JOIN grants_commitment c ON c.id = o.commitment_id AND c.released_at IS NULL
         WHERE p.released_at IS NULL AND c.id IS NULL AND {_HELD} AND EXISTS (
            SELECT 1 FROM grants_supportpackage s JOIN grants_grant g ON g.id = s.grant_id
              JOIN grants_supportpackageitem i ON i.package_id = s.id AND i.band_id IS NULL
             WHERE g.program_id = p.program_id AND s.stream_id = p.stream_id
               AND s.modality = p.modality)""",
    Disagreement.PAID_TWICE: f"""
        SELECT DISTINCT f.application_id, p.cohort_id FROM ({
        COVERED.format(offers="trainees_offer", which="o.status IN ('sent', 'accepted')")
    }) f
          JOIN trainees_offer o ON o.id = f.offer_id JOIN trainees_place p ON p.id = o.place_id
         WHERE f.covered <> f.pledged""",
    Disagreement.LOSS_UNCLAIMED: """
        SELECT DISTINCT o.application_id, p.cohort_id FROM grants_commitment c
          JOIN trainees_offer o ON o.commitment_id = c.id
          JOIN trainees_place p ON p.id = o.place_id
          JOIN grants_commitmentitem i ON i.commitment_id = c.id AND i.spent_amount > 0
          JOIN grants_ledgerentry e ON e.commitment_item_id = i.id AND e.kind = 'expenditure'
         WHERE c.released_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM grants_recovery r WHERE r.spent_by_id = e.id)
           AND NOT EXISTS (SELECT 1 FROM grants_ledgerentry v WHERE v.reverses_id = e.id)""",
    Disagreement.PLEDGE_UNPAID: f"""
        SELECT DISTINCT y.application_id, p.cohort_id FROM trainees_pledge y
          JOIN trainees_offer o ON o.application_id = y.application_id
          JOIN trainees_place p ON p.id = o.place_id AND p.released_at IS NULL
          JOIN courses_cohort c ON c.id = p.cohort_id
         WHERE y.ended_at IS NULL AND y.paid < y.pledged AND {_HELD}
           AND c.starts_on <= (now() AT TIME ZONE 'Asia/Seoul')::date""",
}
# Counted from the rows, not from counters: these numbers are there to check the counters.
_COUNTS = f"""
    SELECT p.cohort_id, count(*),
           count(*) FILTER (WHERE o.status = 'sent'),
           count(*) FILTER (WHERE o.status = 'accepted' AND {_HELD}),
           count(c.id)
      FROM trainees_place p LEFT JOIN trainees_offer o ON o.place_id = p.id
      LEFT JOIN grants_commitment c ON c.id = o.commitment_id AND c.released_at IS NULL
     WHERE p.released_at IS NULL GROUP BY p.cohort_id
"""


@dataclass(frozen=True)
class CohortCount:
    """One cohort in numbers."""

    cohort: Cohort
    places: int
    offers: int
    trainees: int
    funded: int

    @property
    def agrees(self) -> bool:
        return self.places == self.offers + self.trainees


@dataclass(frozen=True)
class DisagreementRow:
    """One disagreement as the page shows it."""

    kind: Disagreement
    application: Application
    cohort: Cohort
    since: datetime | None


def find() -> Iterator[FoundDisagreement]:
    with connection.cursor() as cursor:
        for kind, sql in _QUERIES.items():
            cursor.execute(sql)
            for application, cohort in cursor.fetchall():
                yield FoundDisagreement(kind, application, cohort)


def counts() -> list[CohortCount]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        numbers = {cohort: rest for cohort, *rest in cursor.fetchall()}
    cohorts = Cohort.objects.filter(pk__in=numbers).order_by("starts_on", "code")
    return [CohortCount(cohort, *numbers[cohort.pk]) for cohort in cohorts]


def rows() -> list[DisagreementRow]:
    """Every disagreement with the night it was first found in; none where it is of today."""
    found = sorted(find(), key=lambda f: (f.kind, f.cohort_id, f.application_id))
    known = {
        FoundDisagreement(Disagreement(row.kind), row.application_id, row.cohort_id): row.since
        for row in ReconciliationException.objects.open()
    }
    applications = Application.objects.select_related("call").in_bulk(
        {one.application_id for one in found}
    )
    cohorts = Cohort.objects.in_bulk({one.cohort_id for one in found})
    return [
        DisagreementRow(
            one.kind, applications[one.application_id], cohorts[one.cohort_id], known.get(one)
        )
        for one in found
    ]
