"""Plain SQL through the driver that writes the same rows as a publication, as one would by hand.

The tables and their triggers are the product's own, so that both sides do the same work in the
database; what differs is everything above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg2 import extensions
from psycopg2.extras import execute_values

from grants.awards.models import Grant
from ivi_training.accounts.models import User
from ivi_training.outbox.models import OutgoingEmail
from trainees.joining.models import Offer

REFERENCE = "[reference]"


@dataclass(frozen=True)
class Setting:
    """What whoever writes the statements knows by heart, and a mail as the product writes it."""

    program: int
    grant: int
    officer: int
    text: str
    html: str


def setting() -> Setting:
    """Read it before the clock runs; the product has published at least once by then."""
    grant = Grant.objects.get()
    officer = User.objects.get(email="officer@example.org")
    mail = OutgoingEmail.objects.earliest("pk")
    reference = str(Offer.objects.get(pk=mail.subject_id).application.reference)
    text, html = (part.replace(reference, REFERENCE) for part in (mail.text, mail.html))
    return Setting(grant.program_id, grant.pk, officer.pk, text, html)


def publish(plain: extensions.connection, known: Setting, applications: Sequence[int]) -> None:
    """Select and offer a place to each, in one transaction."""
    ids, officer = list(applications), known.officer
    with plain, plain.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM courses_program WHERE id = %s FOR NO KEY UPDATE", [known.program]
        )
        cursor.execute(
            """INSERT INTO trainees_publication (cohort_id, digest, decision_count, begun_at,
                      begun_by_id, finished_at, stop_reason)
               SELECT cohort_id, '', %s, now(), %s, now(), '' FROM trainees_application
                WHERE id = %s RETURNING id""",
            [len(ids), officer, ids[0]],
        )
        (publication,) = cursor.fetchone()
        cursor.execute(
            """INSERT INTO trainees_decision (application_id, outcome, reason, note, staged_at,
                      staged_by_id, published_at, published_by_id, publication_id)
               SELECT unnest(%s), 'selected', 'merit', '', now(), %s, now(), %s, %s""",
            [ids, officer, officer, publication],
        )
        cursor.execute(
            "UPDATE trainees_application SET status = 'selected' WHERE id = ANY(%s)", [ids]
        )
        cursor.execute(
            """INSERT INTO ivi_training_statuschange (subject_type, subject_id, before, after,
                      by_id, reason, at)
               SELECT 'trainees.application', unnest(%s), 'eligible', 'selected', %s, '', now()""",
            [ids, officer],
        )
        cursor.execute(
            """INSERT INTO trainees_place (application_id, applicant_id, program_id, course_id,
                      cohort_id, modality, stream_id, country, income_group, gender,
                      organisation_id, taken_at, release_reason)
               SELECT a.id, a.applicant_id, c.program_id, c.course_id, c.id, c.modality,
                      a.stream_id, a.country, a.income_group, a.gender, a.organisation_id, now(), ''
                 FROM trainees_application a JOIN courses_cohort c ON c.id = a.cohort_id
                WHERE a.id = ANY(%s) ORDER BY a.id RETURNING id""",
            [ids],
        )
        places = [row[0] for row in cursor.fetchall()]
        commitments = _commit(cursor, known.grant, officer, ids)
        cursor.execute(
            """INSERT INTO trainees_offer (application_id, place_id, commitment_id, status, sent_at,
                      respond_by, decline_kind, decline_reason)
               SELECT *, 'sent', now(), now() + interval '14 days', '', ''
                 FROM unnest(%s, %s, %s)""",
            [ids, places, commitments],
        )
        _mail(cursor, known, ids)


def _commit(cursor: Any, grant: int, officer: int, ids: list[int]) -> list[int]:
    cursor.execute("SELECT id FROM grants_grant WHERE id = %s FOR NO KEY UPDATE", [grant])
    cursor.execute(
        """INSERT INTO grants_commitment (grant_id, cohort_id, purpose, made_at, made_by_id,
                  release_reason)
           SELECT %s, cohort_id, reference, now(), %s, '' FROM trainees_application
            WHERE id = ANY(%s) ORDER BY id RETURNING id""",
        [grant, officer, ids],
    )
    commitments = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        """INSERT INTO grants_commitmentitem (commitment_id, line_id, amount, open_amount)
           SELECT c, i.line_id, i.amount, 0 FROM unnest(%s) c, grants_supportpackageitem i
           RETURNING id, line_id, amount""",
        [commitments],
    )
    items = cursor.fetchall()
    cursor.execute(
        """INSERT INTO grants_commitmentpart (commitment_item_id, kind, note, band, unit, units,
                  unit_amount, cost)
           SELECT c.id, i.kind, i.note, '', i.unit, 1, i.amount, i.amount
             FROM unnest(%s) AS c (id) JOIN grants_commitmentitem m USING (id)
             JOIN grants_supportpackageitem i USING (line_id)""",
        [[item for item, _line, _amount in items]],
    )
    execute_values(
        cursor,
        """INSERT INTO grants_ledgerentry (grant_id, kind, from_bucket, from_line_id, to_bucket,
                  to_line_id, amount, commitment_item_id, key, posted_at, effective_on,
                  posted_by_id, note)
           VALUES %s""",
        [
            (
                grant,
                "commitment",
                "available",
                line,
                "committed",
                line,
                amount,
                item,
                f"commitment:{item}",
                officer,
            )
            for item, line, amount in items
        ],
        template="(%s, %s, %s, %s, %s, %s, %s, %s, %s, now(), current_date, %s, '')",
        page_size=10_000,
    )
    return commitments


def _mail(cursor: Any, known: Setting, ids: list[int]) -> None:
    """The mails: each person's own text, as long as the product's; nothing is rendered."""
    texts = [known.text.replace(REFERENCE, str(pk)) for pk in ids]
    htmls = [known.html.replace(REFERENCE, str(pk)) for pk in ids]
    cursor.execute(
        """INSERT INTO ivi_training_outgoingemail (key, kind, subject_type, subject_id,
                  message_id, recipient, recipient_user_id, language, subject, text, html,
                  is_urgent, is_secret, is_farewell, when_unsure, status, attempts, deferrals,
                  next_attempt_at, give_up_at, last_response, queued_at)
           SELECT 'offer_made:trainees.offer:' || a.id, 'offer_made',
                  'trainees.offer', a.id, '<' || a.id || '@example.org>', u.email, u.id, 'en',
                  'You are offered a place', own.text, own.html, false, false, false, 'resend',
                  'queued', 0, 0, now(), now() + interval '72 hours', '', now()
             FROM unnest(%s, %s, %s) AS own (id, text, html)
             JOIN trainees_application a ON a.id = own.id
             JOIN trainees_applicant p ON p.id = a.applicant_id
             JOIN ivi_training_user u ON u.id = p.user_id""",
        [ids, texts, htmls],
    )
