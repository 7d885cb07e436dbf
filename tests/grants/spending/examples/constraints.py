"""What the tables of `grants.spending` never hold: one try for each constraint."""

from typing import Any

from django.db import models

from grants.spending.models import (
    ApprovalLimit,
    Evidence,
    EvidenceRule,
    Expenditure,
    ExpenditureImport,
    FundingShare,
)
from tests.repository.tries import LONG_AGO, LONG_AGO_AT
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)


def of_approved(**facts: Any) -> Step:
    """Change what is approved and not paid, past what lets it stand."""
    guards = ("grants.Expenditure:facts_frozen", "grants.Expenditure:status_moves")
    approved = Expenditure.objects.filter(status="approved")
    return unguarded(*guards, step=lambda: approved.update(**facts))


def past_handing_in(step: Step) -> Step:
    return unguarded("grants.FundingShare:stands_once_handed_in", step=step)


CONSTRAINTS: dict[str, Step] = {
    "evidence_kind_known": again(Evidence, kind="rumour"),
    "evidencerule_of_line_or_category": put(EvidenceRule, line=None),
    "evidencerule_kinds_known": put(EvidenceRule, kinds=[]),
    "evidencerule_once": again(EvidenceRule),
    "approvallimit_once": again(ApprovalLimit),
    "approvallimit_role_known": put(ApprovalLimit, role="finance"),
    "approvallimit_amount_and_people": put(ApprovalLimit, approvers=3),
    "fundingshare_source_once": past_handing_in(again(FundingShare)),
    "fundingshare_amount_positive": past_handing_in(put(FundingShare, amount=0)),
    "expenditureimport_not_empty": again(ExpenditureImport, count=0, sha256="0"),
    "expenditure_supply_and_vat_make_amount": of_approved(vat=-1),
    "expenditure_foreign_is_whole": of_approved(foreign_amount=5),
    "expenditure_first_approved_by_another": of_approved(
        first_approved_by=models.F("recorded_by"), first_approved_at=LONG_AGO_AT
    ),
    "expenditure_payment_is_whole": of_approved(paid_on=LONG_AGO),
    "expenditure_disallowed_has_amount_and_reason": of_approved(disallowed_reason="Why"),
    "expenditure_status_known": of_approved(status="nonsense"),
    "expenditure_amount_positive": of_approved(amount=0),
    "expenditure_approved_by_another": of_approved(approved_by=models.F("recorded_by")),
    "expenditure_approval_has_who_and_when": of_approved(approved_at=None),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "expenditureimport.sha256": again(ExpenditureImport),
}  # fmt: skip
