"""What `trainees.joining` keeps, recounted: each query answers (thing, kept, counted) where it differs."""

from trainees.joining.models.pledge import COVERED

RECOUNTS: dict[str, str] = {
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
}
