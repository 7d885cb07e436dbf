"""What the tables of `trainees.selecting` never hold: one try for each constraint."""

from django.utils import timezone

from tests.repository.tries import other_application
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.selecting.models import (
    AllocationLine,
    AllocationRun,
    Appeal,
    Decision,
    DecisionChange,
    PassedOver,
    Promotion,
    Publication,
    Signature,
    WaitingEntry,
)


def other_entry() -> WaitingEntry:
    """A second number for the same application."""
    again(WaitingEntry, position=9)()
    return WaitingEntry.objects.latest("pk")


CONSTRAINTS: dict[str, Step] = {
    "decision_one_staged_per_application": lambda: [
        again(Decision, published_at=None, published_by=None)() for _twice in range(2)
    ],
    "decision_outcome_known": again(Decision, outcome="perhaps"),
    "decision_publication_has_who_and_when": again(Decision, published_by=None),
    "decision_published_in_a_publication": again(Decision, publication=None),
    "decisionchange_says_why": again(DecisionChange, why=""),
    "signature_once_per_person": again(Signature),
    "publication_one_at_a_time": lambda: [
        again(Publication, finished_at=None)() for _twice in range(2)
    ],
    "publication_stop_has_moment": again(Publication, finished_at=None, stop_reason="Full"),
    "allocationrun_number_once_per_ranking": again(AllocationRun),
    "allocationrun_method_known": again(AllocationRun, number=2, method="lot"),
    "allocationline_position_once": again(AllocationLine, application=other_application),
    "allocationline_application_once": unguarded(
        "trainees.AllocationLine:within_run", step=again(AllocationLine, position=2)
    ),
    "allocationline_outcome_known": again(AllocationLine, outcome="perhaps"),
    "allocationline_reason_known": again(AllocationLine, reason="charm"),
    "waitingentry_position_once": again(WaitingEntry, left_at=None, left_as=""),
    "waitingentry_once_at_a_time": lambda: [
        again(WaitingEntry, left_at=None, left_as="", position=n)() for n in (8, 9)
    ],
    "waitingentry_leaving_has_when_and_how": again(WaitingEntry, left_at=None, position=9),
    "promotion_status_known": unguarded(
        "trainees.Promotion:status_moves", step=put(Promotion, status="nonsense", offer=None)
    ),
    "promotion_one_pending_per_entry": lambda: [
        again(Promotion, status="pending", offer=None)() for _twice in range(2)
    ],
    "promotion_offered_has_offer": put(Promotion, offer=None),
    "passedover_entry_once": again(PassedOver),
    "passedover_why_known": again(PassedOver, why="age", entry=other_entry),
    "appeal_decision_has_who_when_and_why": put(Appeal, decided_at=timezone.now()),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "appeal.application_id": again(Appeal),
    "promotion.offer_id": unguarded("trainees.Promotion:status_start", step=again(Promotion)),
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "decision_outcome_known",
}
