"""What the tables of `trainees.screening` never hold: one try for each constraint."""

from datetime import UTC, datetime

from django.utils import timezone

from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.screening.models import (
    EligibilityResult,
    ReturnRequest,
    ScreenedApplication,
    ScreeningStep,
)

OF_SUBMITTED = "trainees.ReturnRequest:of_submitted"


CONSTRAINTS: dict[str, Step] = {
    "eligibilityresult_rule_once_per_check": again(EligibilityResult),
    "eligibilityresult_rule_known": again(EligibilityResult, rule="luck"),
    "eligibilityresult_finding_known": again(EligibilityResult, number=9, finding="maybe"),
    "returnrequest_one_open_per_application": unguarded(
        OF_SUBMITTED,
        step=lambda: [again(ReturnRequest, answered_at=None)() for _twice in range(2)],
    ),
    "returnrequest_asks_something": unguarded(
        OF_SUBMITTED,
        step=again(ReturnRequest, asked_fields=[], asked_papers=[], asked_questions=[]),
    ),
    "returnrequest_due_after_asking": unguarded(
        OF_SUBMITTED, step=again(ReturnRequest, due_at=datetime(1999, 1, 1, tzinfo=UTC))
    ),
    "returnrequest_answered_or_closed": unguarded(
        OF_SUBMITTED, step=again(ReturnRequest, closed_at=timezone.now())
    ),
    "screeningstep_ineligible_has_reason": again(ScreeningStep, is_eligible=False),
    "screeningstep_undoing_has_who_and_when": put(ScreeningStep, undone_at=timezone.now()),
    "screenedapplication_once_per_step": again(ScreenedApplication),
}  # fmt: skip
