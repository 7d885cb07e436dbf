"""Expenditures: recorded with evidence, approved by another person, then posted to the ledger."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.actions import budget_lines, effects, periods
from grants.errors import BudgetExceeded, EvidenceMissing, OwnExpenditure
from grants.models import (
    BudgetLine,
    CommitmentItem,
    Evidence,
    Expenditure,
    Grant,
    LedgerEntry,
)
from grants.statuses import Bucket, EntryKind, ExpenditureStatus
from ivi_training.models import User
from ivi_training.models.stored_file import Upload
from ivi_training.money import krw


@transaction.atomic
def record(*, evidence: Upload, by: User, **facts: Any) -> Expenditure:
    """Write down an expenditure with its evidence and hand it in for approval."""
    expenditure = Expenditure.objects.create(recorded_by=by, **facts)
    add_evidence(expenditure, evidence)
    submit(expenditure, by=by)
    return expenditure


@transaction.atomic
def correct(expenditure: Expenditure, evidence: Upload | None, *, by: User) -> None:
    """Save a corrected draft, with one more paper if given, and hand it in again."""
    expenditure.save(update_fields=["line", "cohort", "spent_on", "payee", "purpose", "amount"])
    if evidence is not None:
        add_evidence(expenditure, evidence)
    submit(expenditure, by=by)


def add_evidence(expenditure: Expenditure, upload: Upload) -> Evidence:
    """Keep one more paper with the expenditure."""
    evidence = Evidence(expenditure=expenditure).fill_from(upload)
    evidence.save()
    return evidence


def submit(expenditure: Expenditure, *, by: User) -> None:
    """Hand in for approval; refused without evidence."""
    if not expenditure.evidence.exists():
        raise EvidenceMissing(_("Add the invoice, card slip or minutes that prove the payment."))
    expenditure.move(ExpenditureStatus.SUBMITTED, by=by)


def send_back(expenditure: Expenditure, *, by: User, reason: str) -> None:
    """Return it to the person who recorded it, with what has to change."""
    expenditure.move(ExpenditureStatus.DRAFT, by=by, reason=reason)


@transaction.atomic
def approve(expenditure: Expenditure, *, by: User) -> None:
    """Post the expenditure as it stands now; refused for one's own, and where money is lacking.

    It belongs to the day on which it was spent, or to today where that day's period is closed.
    """
    if expenditure.recorded_by_id == by.pk:
        raise OwnExpenditure(
            _("You recorded this expenditure. Somebody else has to look at it and approve it.")
        )
    grant = budget_lines.lock(expenditure.line.grant_id)
    expenditure.refresh_from_db()
    line = BudgetLine.objects.get(pk=expenditure.line_id)
    drawn = _draw_on_commitments(expenditure)
    rest = expenditure.amount - sum(amount for _item, amount in drawn)
    if rest > line.available:
        raise BudgetExceeded(
            _("%(line)s: %(needed)s is needed and %(available)s is available.")
            % {"line": line, "needed": krw(rest), "available": krw(line.available)},
            then=[_("Move money to this line first, or send the expenditure back.")],
        )
    entries = _entries(expenditure, line, grant, [*drawn, *([(None, rest)] if rest else [])])
    effects.check_bank(entries)
    expenditure.move(ExpenditureStatus.APPROVED, by=by, approved_by=by, approved_at=timezone.now())
    for entry in entries:
        entry.posted_by = by
    LedgerEntry.objects.bulk_create(entries)


def _entries(
    expenditure: Expenditure,
    line: BudgetLine,
    grant: Grant,
    parts: Sequence[tuple[CommitmentItem | None, int]],
) -> list[LedgerEntry]:
    """One for each promise that it draws on, one for the rest."""
    effective_on = periods.day_for(grant, expenditure.spent_on)
    return [
        LedgerEntry(
            grant=grant,
            kind=EntryKind.EXPENDITURE,
            amount=amount,
            from_bucket=Bucket.COMMITTED if item else Bucket.AVAILABLE,
            from_line=line,
            to_bucket=Bucket.SPENT,
            to_line=line,
            commitment_item=item,
            expenditure=expenditure,
            effective_on=effective_on,
            key=f"expenditure:{expenditure.pk}:{item.pk if item else 'rest'}",
        )
        for item, amount in parts
    ]


def _draw_on_commitments(expenditure: Expenditure) -> list[tuple[CommitmentItem, int]]:
    """Divide the amount over the cohort's open commitments on this line, oldest first."""
    if expenditure.cohort_id is None:
        return []
    items = CommitmentItem.objects.filter(
        line_id=expenditure.line_id, commitment__cohort_id=expenditure.cohort_id, open_amount__gt=0
    ).order_by("pk")
    left, drawn = expenditure.amount, []
    for item in items:
        if not left:
            break
        part = min(left, item.open_amount)
        drawn.append((item, part))
        left -= part
    return drawn
