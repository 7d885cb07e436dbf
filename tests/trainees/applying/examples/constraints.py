"""What the tables of `trainees.applying` never hold: one try for each constraint."""

from datetime import UTC, datetime

from tests.repository.tries import unknown
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.applying.models import Answer, Application, Consent, Document, Endorsement

CONSTRAINTS: dict[str, Step] = {
    "consent_answer_known": unguarded(
        "trainees.Consent:in_turn", step=again(Consent, answer="maybe")
    ),
    "application_status_known": unknown(Application),
    "application_one_live_per_call": unguarded(
        "trainees.Application:status_start", step=again(Application, reference="CALL-2")
    ),
    "application_submission_complete": put(Application, submitted_at=None),
    "application_draft_not_submitted": unguarded(
        "trainees.Application:status_moves", step=put(Application, status="draft")
    ),
    "document_kind_once": unguarded("trainees.Document:as_asked", step=again(Document)),
    "document_answers_a_question": unguarded(
        "trainees.Document:as_asked", step=again(Document, kind="answer")
    ),
    "answer_once_per_question": unguarded("trainees.Answer:as_asked", step=again(Answer)),
    "answer_says_something": unguarded("trainees.Answer:as_asked", step=put(Answer, value="")),
    "endorsement_status_known": unguarded(
        "trainees.Endorsement:status_moves", step=put(Endorsement, status="nonsense")
    ),
    "endorsement_one_live_per_kind": unguarded(
        "trainees.Endorsement:of_its_call", step=again(Endorsement)
    ),
    "endorsement_due_after_asking": unguarded(
        "trainees.Endorsement:stands",
        step=put(Endorsement, due_at=datetime(1999, 1, 1, tzinfo=UTC)),
    ),
    "endorsement_whole_when_answered": put(Endorsement, status="signed", signed_name="Minh"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "application.reference": unguarded(
        "trainees.Application:status_start", step=again(Application, status="withdrawn")
    ),
}  # fmt: skip
