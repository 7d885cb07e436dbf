"""Recounting everything that triggers keep: each difference is one named line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from grants.reports.kept import KEPT_BY_THE_LEDGER
from trainees.models.counting import MATCHES, VALUE, columns, counted, reserved
from trainees.models.pledge import COVERED


@dataclass(frozen=True)
class Difference:
    """A counter that does not equal what it counts."""

    invariant: str
    thing: str
    kept: int
    counted: int

    def __str__(self) -> str:
        return f"{self.invariant}: {self.thing} says {self.kept}, counted {self.counted}"


# Each query answers (thing, kept, counted) for every row that differs; no row means all is well.
INVARIANTS: dict[str, str] = {
    # A closed quota counts nothing.
    "quota.used": f"""
        SELECT 'quota ' || quota.id, quota.used, coalesce(counted.n, 0)
          FROM trainees_quota quota LEFT JOIN ({
        counted("SELECT * FROM trainees_place WHERE released_at IS NULL", "count(*)")
    }) counted (id, n) USING (id) WHERE quota.used <> coalesce(counted.n, 0) ORDER BY quota.id""",
    "quota.reserved": f"""
        SELECT 'quota ' || q.id, q.ceiling - q.used, r.n
          FROM ({reserved("SELECT id FROM courses_program")}) r JOIN trainees_quota q ON q.id = r.id
         WHERE r.n > q.ceiling - q.used ORDER BY q.id""",
    "quota.released": """
        SELECT 'quota ' || q.id, (q.floor_released_at IS NOT NULL)::int,
               (coalesce(act.kind, '') = 'released')::int FROM trainees_quota q LEFT JOIN LATERAL (
            SELECT kind FROM trainees_flooract a WHERE a.quota_id = q.id ORDER BY a.id DESC LIMIT 1
        ) act ON true
         WHERE (q.floor_released_at IS NOT NULL) <> (coalesce(act.kind, '') = 'released')
         ORDER BY q.id""",
    **{
        f"quota.agreed_{column}": f"""
        SELECT 'quota ' || q.id, q.{column}, line.{column} FROM trainees_quota q CROSS JOIN LATERAL (
            SELECT l.{column} FROM trainees_quotaversionline l
              JOIN trainees_quotaversion v ON v.id = l.version_id
             WHERE l.quota_id = q.id ORDER BY v.number DESC LIMIT 1
        ) line WHERE q.{column} <> line.{column} ORDER BY q.id"""
        for column in ("ceiling", "floor")
    },
    "quota.rule_ceiling": """
        SELECT 'quota ' || q.id, q.ceiling, r.ceiling
          FROM trainees_quota q JOIN trainees_quotarule r ON r.id = q.rule_id
         WHERE q.closed_at IS NULL AND q.ceiling <> r.ceiling AND NOT EXISTS (
            SELECT 1 FROM trainees_quotaversionline l WHERE l.quota_id = q.id) ORDER BY q.id""",
    # Each value that holds a place is limited: by the rule's own row, or by one made by hand.
    "quota.rule_rows": f"""
        SELECT 'rule ' || r.id || ' for ' || {VALUE}, 0, count(*) FROM trainees_place p
          JOIN trainees_quotarule r ON r.program_id = p.program_id AND r.closed_at IS NULL
         WHERE p.released_at IS NULL AND {VALUE} IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM trainees_quota q WHERE {MATCHES} AND (q.rule_id = r.id
                OR (q.rule_id IS NULL AND {columns("q")} IN (r.fact, r.fact || '_id'))))
         GROUP BY r.id, {VALUE} ORDER BY 1""",
    "quota.ceiling": """
        SELECT 'quota ' || id, used, ceiling FROM trainees_quota WHERE used > ceiling ORDER BY id""",
    "organisation.named": """
        SELECT 'organisation ' || o.id, 0, 1 FROM trainees_organisation o
         WHERE o.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM trainees_organisationname n
            WHERE n.organisation_id = o.id AND n.name = o.name) ORDER BY o.id""",
    # Nothing is left with a person who was merged.
    "person.merged": """
        SELECT left_with.thing, m.goes_id, m.applicant_id FROM (
            SELECT 'application ' || id AS thing, applicant_id FROM trainees_application
            UNION ALL SELECT 'place ' || id, applicant_id FROM trainees_place
            UNION ALL SELECT 'consent ' || id, applicant_id FROM trainees_consent
            UNION ALL SELECT 'merge ' || id, applicant_id FROM trainees_personmerge
        ) left_with JOIN trainees_personmerge m ON m.goes_id = left_with.applicant_id
         ORDER BY left_with.thing""",
    # Nothing that counts or leads anywhere is left with an organisation that was merged.
    "organisation.merged": """
        SELECT left_with.thing, o.id, coalesce(o.merged_into_id, m.stays_id) FROM (
            SELECT 'name ' || id AS thing, organisation_id FROM trainees_organisationname
            UNION ALL SELECT 'application ' || id, organisation_id FROM trainees_application
            UNION ALL SELECT 'reviewer ' || id, organisation_id FROM trainees_reviewer
            UNION ALL SELECT 'place ' || id, organisation_id FROM trainees_place
                       WHERE released_at IS NULL
        ) left_with JOIN trainees_organisation o ON o.id = left_with.organisation_id
          LEFT JOIN trainees_organisationmerge m ON m.goes_id = o.id
         WHERE o.merged_into_id IS NOT NULL OR m.id IS NOT NULL ORDER BY 1""",
    "place.holder": """
        SELECT 'place ' || p.id, (p.released_at IS NULL)::int, (
            o.status = 'sent' OR (o.status = 'accepted' AND EXISTS (
                SELECT 1 FROM trainees_enrolment e WHERE e.offer_id = o.id AND e.status NOT IN
                ('withdrawn', 'cancelled', 'no_show', 'visa_refused', 'dismissed', 'deferred'))))::int
          FROM trainees_place p JOIN trainees_offer o ON o.place_id = p.id
         WHERE (p.released_at IS NULL) <> (
            o.status = 'sent' OR (o.status = 'accepted' AND EXISTS (
                SELECT 1 FROM trainees_enrolment e WHERE e.offer_id = o.id AND e.status NOT IN
                ('withdrawn', 'cancelled', 'no_show', 'visa_refused', 'dismissed', 'deferred')))) ORDER BY p.id""",
    "place.offer": """
        SELECT 'place ' || p.id, 1, 0 FROM trainees_place p WHERE p.released_at IS NULL AND NOT EXISTS
            (SELECT 1 FROM trainees_offer o WHERE o.place_id = p.id) ORDER BY p.id""",
    "offer.enrolment": """
        SELECT 'offer ' || o.id, 1, 0 FROM trainees_offer o WHERE o.status = 'accepted' AND NOT EXISTS
            (SELECT 1 FROM trainees_enrolment e WHERE e.offer_id = o.id) ORDER BY o.id""",
    # Everybody who applied is judged by the rules that the first found.
    "call.rules_frozen": """
        SELECT 'call ' || c.id, 0, count(*) FROM courses_call c
          JOIN trainees_application a ON a.call_id = c.id AND a.submitted_at IS NOT NULL
         WHERE c.rules_frozen_at IS NULL GROUP BY c.id ORDER BY c.id""",
    # Nobody signs what was worded anew under their hands.
    "endorsementrule.first_asked": """
        SELECT 'endorsement rule ' || r.id, 0, count(*) FROM courses_endorsementrule r
          JOIN trainees_endorsement e ON e.rule_id = r.id
         WHERE r.first_asked_at IS NULL GROUP BY r.id ORDER BY r.id""",
    # Who was deferred has gone on to the later cohort, and nobody else sits in another cohort.
    "offer.deferred": """
        SELECT 'offer ' || o.id, (o.status = 'deferred')::int, (d.id IS NOT NULL)::int
          FROM trainees_offer o LEFT JOIN trainees_deferral d
            ON d.offer_id = o.id AND d.status = 'granted'
         WHERE (o.status = 'deferred') <> (d.id IS NOT NULL) ORDER BY o.id""",
    "place.cohort": """
        SELECT 'place ' || p.id, p.cohort_id, a.cohort_id FROM trainees_place p
          JOIN trainees_application a ON a.id = p.application_id
         WHERE p.cohort_id <> a.cohort_id AND NOT EXISTS (
            SELECT 1 FROM trainees_deferral d WHERE d.application_id = a.id
               AND d.to_cohort_id = p.cohort_id AND d.status = 'granted') ORDER BY p.id""",
    "enrolment.cohort": """
        SELECT 'enrolment ' || e.id, e.cohort_id, p.cohort_id FROM trainees_enrolment e
          JOIN trainees_offer o ON o.id = e.offer_id JOIN trainees_place p ON p.id = o.place_id
         WHERE e.cohort_id <> p.cohort_id ORDER BY e.id""",
    # Whom a missed condition cost the place holds none.
    "condition.missed": """
        SELECT 'condition ' || c.id, 1, 0 FROM trainees_condition c
          JOIN trainees_offer o ON o.id = c.offer_id JOIN trainees_place p ON p.id = o.place_id
         WHERE c.status = 'missed' AND p.released_at IS NULL ORDER BY c.id""",
    # Online stands apart: nobody is counted there who sits in a course, nor outside an open cohort.
    "online.seat": """
        SELECT 'online enrolment ' || l.id, 1, 0 FROM trainees_onlineenrolment l
         WHERE l.status = 'enrolled' AND EXISTS (
            SELECT 1 FROM trainees_enrolment e JOIN trainees_offer o ON o.id = e.offer_id
              JOIN trainees_place p ON p.id = o.place_id
             WHERE e.application_id = l.application_id AND p.released_at IS NULL) ORDER BY l.id""",
    "online.cohort": """
        SELECT 'online enrolment ' || l.id, 1, 0 FROM trainees_onlineenrolment l
          JOIN courses_cohort k ON k.id = l.cohort_id WHERE k.modality <> 'online' ORDER BY l.id""",
    # Who waits stands on a list, and nobody else does.
    "waiting.status": """
        SELECT 'application ' || a.id, (a.status = 'waitlisted')::int, count(w.id)
          FROM trainees_application a LEFT JOIN trainees_waitingentry w
            ON w.application_id = a.id AND w.left_at IS NULL
         WHERE a.status = 'waitlisted' OR w.id IS NOT NULL
         GROUP BY a.id HAVING (a.status = 'waitlisted')::int <> count(w.id) ORDER BY a.id""",
    "waiting.cohort": """
        SELECT 'entry ' || w.id, w.cohort_id, a.cohort_id FROM trainees_waitingentry w
          JOIN trainees_application a ON a.id = w.application_id
         WHERE w.left_at IS NULL AND (w.cohort_id <> a.cohort_id
            OR w.stream_id IS DISTINCT FROM a.stream_id) ORDER BY w.id""",
    "promotion.offer": """
        SELECT 'promotion ' || p.id, w.application_id, o.application_id FROM trainees_promotion p
          JOIN trainees_waitingentry w ON w.id = p.entry_id
          JOIN trainees_offer o ON o.id = p.offer_id
         WHERE o.application_id <> w.application_id ORDER BY p.id""",
    "returnrequest.open": """
        SELECT 'return ' || r.id, 1, 0 FROM trainees_returnrequest r
          JOIN trainees_application a ON a.id = r.application_id
         WHERE r.answered_at IS NULL AND r.closed_at IS NULL AND a.status <> 'returned'
         ORDER BY r.id""",
    "application.is_clear": """
        SELECT 'application ' || a.id, coalesce(a.is_clear::int, -1), checked.is_clear::int
          FROM trainees_application a CROSS JOIN LATERAL (
              SELECT bool_and(e.finding = 'pass') AS is_clear FROM trainees_eligibilityresult e
               WHERE e.application_id = a.id GROUP BY e.number ORDER BY e.number DESC LIMIT 1
          ) checked WHERE a.is_clear IS DISTINCT FROM checked.is_clear ORDER BY a.id""",
    "commitment.released": """
        SELECT 'commitment ' || c.id, (c.released_at IS NULL)::int, (p.released_at IS NULL)::int
          FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
          JOIN grants_commitment c ON c.id = o.commitment_id
         WHERE (c.released_at IS NULL) <> (p.released_at IS NULL) ORDER BY c.id""",
    # What another payer pledged is not promised from the grant.
    "pledge.covered": f"""
        SELECT 'offer ' || offer_id || ', ' || kind, covered, pledged FROM (
            {COVERED.format(offers="trainees_offer", which="o.status IN ('sent', 'accepted')")}
        ) f WHERE covered <> pledged ORDER BY 1""",
    **KEPT_BY_THE_LEDGER,
    "tally.count": """
        SELECT coalesce(k.thing, r.thing) || ' ' || coalesce(k.status, r.status) || ' of cohort '
               || coalesce(k.cohort_id, r.cohort_id), coalesce(k.count, 0), coalesce(r.n, 0)
          FROM trainees_tally k FULL JOIN (
              SELECT thing, cohort_id, stream_id, country, gender, status, count(*) AS n FROM (
                  SELECT 'application' AS thing, cohort_id, stream_id, country, gender, status
                    FROM trainees_application WHERE submitted_at IS NOT NULL
                  UNION ALL
                  SELECT 'offer', p.cohort_id, a.stream_id, a.country, a.gender, o.status
                    FROM trainees_offer o JOIN trainees_application a ON a.id = o.application_id
                    JOIN trainees_place p ON p.id = o.place_id
                  UNION ALL
                  SELECT 'enrolment', e.cohort_id, a.stream_id, a.country, a.gender, e.status
                    FROM trainees_enrolment e JOIN trainees_application a ON a.id = e.application_id
                  UNION ALL
                  SELECT 'online', l.cohort_id, a.stream_id, a.country, a.gender, l.status
                    FROM trainees_onlineenrolment l
                    JOIN trainees_application a ON a.id = l.application_id
              ) rows GROUP BY 1, 2, 3, 4, 5, 6
          ) r ON (k.thing, k.cohort_id, coalesce(k.stream_id, 0), k.country, k.gender, k.status)
               = (r.thing, r.cohort_id, coalesce(r.stream_id, 0), r.country, r.gender, r.status)
         WHERE coalesce(k.count, 0) <> coalesce(r.n, 0) ORDER BY 1""",
}


def differences() -> Iterator[Difference]:
    """Every counter that is wrong, in a fixed order; reads only, in one consistent snapshot."""
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            cursor.execute(sql)
            for thing, kept, counted in cursor.fetchall():
                yield Difference(name, thing, int(kept), int(counted))
