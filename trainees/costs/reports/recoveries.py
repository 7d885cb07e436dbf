"""What of trainees' own cost is spent no more: it came back, or was not recognised."""

from django.db import connection

from grants.awards.models import Grant

# What was disallowed of a bill is divided over its entries by what of each is still spent, to the
# won: each part is the difference of two rounded running sums, so that the parts make the whole.
_BY_PLACE = """
    WITH bill AS (
        SELECT x.id, x.disallowed_amount AS disallowed FROM grants_expenditure x
          JOIN grants_budgetline l ON l.id = x.line_id
         WHERE l.grant_id = %(grant)s AND x.disallowed_amount IS NOT NULL
         UNION
        SELECT x.id, coalesce(x.disallowed_amount, 0) FROM grants_recovery r
          JOIN grants_ledgerentry e ON e.id = r.spent_by_id
          JOIN grants_expenditure x ON x.id = e.expenditure_id
         WHERE e.grant_id = %(grant)s AND r.received > 0),
    part AS (
        SELECT e.id, e.commitment_item_id AS item, bill.id AS bill, bill.disallowed,
               coalesce(r.received, 0) AS received, e.amount - coalesce(r.received, 0) AS rest
          FROM bill JOIN grants_ledgerentry e ON e.expenditure_id = bill.id
           AND e.kind = 'expenditure' LEFT JOIN grants_recovery r ON r.spent_by_id = e.id),
    summed AS (
        SELECT part.*, sum(rest) OVER (PARTITION BY bill ORDER BY id) AS upto,
               nullif(sum(rest) OVER (PARTITION BY bill), 0) AS whole FROM part)
    SELECT p.stream_id, p.cohort_id, p.modality, p.income_group,
           sum(received + coalesce(
               div(disallowed * upto, whole) - div(disallowed * (upto - rest), whole), 0))
      FROM summed JOIN grants_commitmentitem i ON i.id = summed.item
      JOIN trainees_offer o ON o.commitment_id = i.commitment_id
      JOIN trainees_enrolment n ON n.offer_id = o.id
      JOIN trainees_place p ON p.id = o.place_id
     GROUP BY 1, 2, 3, 4
"""


def taken_back(grant: Grant) -> dict[tuple[object, ...], int]:
    """In KRW, by stream, cohort, way of teaching and income group of those who enrolled."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_PLACE, {"grant": grant.pk})
        return {tuple(facts): int(amount) for *facts, amount in cursor.fetchall()}
