"""What the tables of `trainees.records` never hold: one try for each constraint."""

from django.db import models
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.repository.tries import LONG_AGO_AT, UNPUBLISHED
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.records.models import (
    Correction,
    DestroyedApplication,
    Destruction,
    FirstRun,
    NotDuplicate,
    RetentionHold,
    RetentionRule,
)

CONSTRAINTS: dict[str, Step] = {
    "notduplicate_in_order": unguarded(
        "trainees.NotDuplicate:append_only",
        step=put(NotDuplicate, first=models.F("second")),
    ),
    "notduplicate_once": again(NotDuplicate),
    "retentionrule_kind_known": again(RetentionRule, kind="soul", **UNPUBLISHED),
    "retentionrule_unit_known": again(RetentionRule, unit="weeks", **UNPUBLISHED),
    "retentionrule_period_positive": again(RetentionRule, period=0, **UNPUBLISHED),
    "retentionrule_event_fits": again(RetentionRule, event="sign_in", **UNPUBLISHED),
    "retentionrule_number_once": again(RetentionRule, **UNPUBLISHED),
    "retentionrule_one_draft": lambda: [
        again(RetentionRule, number=n, **UNPUBLISHED)() for n in (8, 9)
    ],
    "retentionrule_publication_has_who_and_when": again(
        RetentionRule, number=8, published_by=None
    ),
    "retentionrule_published_names_basis": again(RetentionRule, number=8, basis_ko=""),
    "correction_one_open_per_person": again(Correction),
    "correction_decision_has_who_and_when": put(Correction, is_corrected=True),
    "correction_changes_where_corrected": put(Correction, changes={"gender": {}}),
    "retentionhold_one_open_per_person": again(RetentionHold),
    "retentionhold_lifted_by_somebody": put(RetentionHold, lifted_at=timezone.now),
    "retentionhold_has_reason": lambda: [
        put(RetentionHold, lifted_at=timezone.now, lifted_by=UserFactory)(),
        again(RetentionHold, reason="", lifted_at=None, lifted_by=None)(),
    ],
    "destruction_ends_after_begin": put(Destruction, ended_at=LONG_AGO_AT),
    "destroyedapplication_once": again(DestroyedApplication),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "firstrun.rule_id": again(FirstRun),
}  # fmt: skip
