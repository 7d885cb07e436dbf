"""What the database refuses or keeps in `trainees.selecting`, whoever writes."""

from django.utils import timezone

from courses.programs.models import Program
from tests.factories.accounts import UserFactory
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)
from trainees.applying.models import Application
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


def not_selected_becomes_eligible() -> None:
    """Opened again with a request that nobody has granted."""
    unguarded("trainees.Application:status_moves", step=put(Application, status="not_selected"))()
    put(Application, status="eligible")()


def leave_the_list() -> None:
    """Onto the list again, past all actions, and off it."""
    guards = ("trainees.Application:status_moves", "trainees.WaitingEntry:order_stands")
    who = Application.objects.filter(waiting_entries__isnull=False)
    unguarded(*guards, step=lambda: who.update(status="waitlisted"))()
    unguarded(*guards, step=put(WaitingEntry, left_at=None, left_as=""))()
    who.update(status="withdrawn")


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "AllocationRun:append_only": [put(AllocationRun, note="Another"), drop(AllocationRun)],
    "AllocationLine:append_only": [put(AllocationLine, outcome="selected"), drop(AllocationLine)],
    "AllocationLine:within_run": [
        again(AllocationLine, position=2), again(AllocationLine, position=0),
    ],
    "Signature:append_only": [put(Signature, decision_count=9), drop(Signature)],
    "Publication:signed": [
        lambda: [put(Program, signatures=3)(), again(Publication)()],
    ],
    "Publication:finished_stands": [put(Publication, stop_reason="Full")],
    "Publication:facts_frozen": [
        unguarded(
            "trainees.Publication:finished_stands", step=put(Publication, decision_count=9)
        ),
    ],
    "Publication:kept": [drop(Publication)],
    "Decision:signed_stands": [
        unguarded("trainees.Decision:published_stands", step=put(Decision, outcome="not_selected")),
    ],
    "Decision:published_stands": [put(Decision, note="Another"), put(Decision, publication=None)],
    "Decision:published_kept": [drop(Decision)],
    "DecisionChange:append_only": [put(DecisionChange, why="Another"), drop(DecisionChange)],
    "WaitingEntry:order_stands": [
        put(WaitingEntry, position=9), put(WaitingEntry, left_as="withdrawn"),
        put(WaitingEntry, entered_at=timezone.now), put(WaitingEntry, stream=None),
    ],
    "WaitingEntry:kept": [drop(WaitingEntry)],
    "Promotion:status_moves": [put(Promotion, status="pending", offer=None)],
    "Promotion:status_start": [again(Promotion)],
    "Promotion:kept": [drop(Promotion)],
    "PassedOver:append_only": [put(PassedOver, why="full"), drop(PassedOver)],
    "Appeal:text_stands": [put(Appeal, text="Other")],
    "Appeal:decided_once": [
        lambda: [
            put(Appeal, is_granted=False, reason="No", decided_at=timezone.now(),
                decided_by=UserFactory)(),
            put(Appeal, reason="Another")(),
        ],
    ],
    "Appeal:kept": [drop(Appeal)],
    "Application:reopened_by_appeal": [not_selected_becomes_eligible],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Application:leave_waiting": (leave_the_list, "waiting.status"),
}  # fmt: skip
