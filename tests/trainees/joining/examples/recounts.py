"""How each thing that `trainees.joining` recounts is made wrong by hand."""

CORRUPTIONS: dict[str, str] = {
    "place.holder": "UPDATE trainees_place SET released_at = now()",
    "place.offer": """
        INSERT INTO trainees_place (modality, country, income_group, gender, taken_at,
               release_reason, application_id, cohort_id, course_id, organisation_id, program_id,
               stream_id, applicant_id)
        SELECT modality, country, income_group, gender, now(), '', application_id + 1, cohort_id,
               course_id, organisation_id, program_id, stream_id, applicant_id + 1
          FROM trainees_place LIMIT 1""",
    "offer.enrolment": "DELETE FROM trainees_enrolment",
    "offer.deferred": "UPDATE trainees_offer SET status = 'deferred', responded_at = now()",
    "place.cohort": "UPDATE trainees_place SET cohort_id = cohort_id + 1",
    "enrolment.cohort": "UPDATE trainees_enrolment SET cohort_id = cohort_id + 1",
    "condition.missed": """
        INSERT INTO trainees_condition (application_id, offer_id, kind, text, due_at, when_missed,
               status, set_at, set_by_id, settled_at, note)
        SELECT application_id, id, 'visa', '', now() + interval '1 day', 'lapse', 'missed', now(),
               (SELECT min(id) FROM ivi_training_user), now(), '' FROM trainees_offer""",
    "online.seat": """
        INSERT INTO trainees_onlineenrolment (application_id, cohort_id, status, joined_at)
        SELECT application_id, cohort_id, 'enrolled', now() FROM trainees_enrolment""",
    "commitment.released": "UPDATE grants_commitment SET released_at = now()",
    "pledge.covered": """
        INSERT INTO trainees_pledge (application_id, payer, name, kind, pledged, paid, reference,
               recorded_at, recorded_by_id, end_reason)
        SELECT application_id, 'employer', '', 'other', 5, 0, '', now(), 0, ''
          FROM trainees_offer""",
}
