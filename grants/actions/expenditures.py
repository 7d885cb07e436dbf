"""Expenditures: recorded with evidence, approved by another person, then posted to the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.actions import (
    approvals,
    budget_lines,
    effects,
    exchange_rates,
    funding_sources,
    periods,
)
from grants.actions import evidence as papers
from grants.errors import AboveLimit, EvidenceMissing, OwnExpenditure
from grants.models import (
    BudgetLine,
    CommitmentItem,
    Expenditure,
    FundingSource,
    Grant,
    LedgerEntry,
)
from grants.statuses import Bucket, EntryKind, EvidenceKind, ExpenditureStatus
from ivi_training.models import StatusChange, User
from ivi_training.models.stored_file import Upload

Shares = Mapping[FundingSource, int]
WRITTEN = [
    "line", "cohort", "commitment", "spent_on", "payee", "payee_number", "purpose", "supply",
    "vat", "amount", "currency", "foreign_amount", "rate",
]  # fmt: skip


@transaction.atomic
def record(
    *, evidence: Upload, by: User, kind: str = EvidenceKind.OTHER, **facts: Any
) -> Expenditure:
    """Write down an expenditure with its evidence and hand it in for approval."""
    expenditure = draft(evidence=evidence, by=by, kind=kind, **facts)
    submit(expenditure, by=by)
    return expenditure


@transaction.atomic
def draft(
    *, evidence: Upload | None, by: User, kind: str = EvidenceKind.OTHER,
    others: Shares | None = None, **facts: Any,
) -> Expenditure:  # fmt: skip
    """Write it down; the subsidy pays what the other sources do not."""
    expenditure = Expenditure(recorded_by=by, **facts)
    reckon(expenditure)
    expenditure.save(force_insert=True)
    funding_sources.share(expenditure, others or {})
    if evidence is not None:
        papers.add(expenditure, evidence, kind=kind)
    return expenditure


@transaction.atomic
def correct(
    expenditure: Expenditure, evidence: Upload | None, *, by: User, kind: str = EvidenceKind.OTHER,
    others: Shares | None = None,
) -> None:  # fmt: skip
    """Save a corrected draft, with one more paper if given, and hand it in again."""
    save_draft(expenditure, evidence, kind=kind, others=others)
    submit(expenditure, by=by)


@transaction.atomic
def save_draft(
    expenditure: Expenditure, evidence: Upload | None, *, kind: str = EvidenceKind.OTHER,
    others: Shares | None = None,
) -> None:  # fmt: skip
    """Save what was corrected; without `others` the other sources pay what they paid before."""
    reckon(expenditure)
    expenditure.save(update_fields=WRITTEN)
    kept = funding_sources.others_of(expenditure) if others is None else others
    funding_sources.share(expenditure, kept)
    if evidence is not None:
        papers.add(expenditure, evidence, kind=kind)


def reckon(expenditure: Expenditure) -> None:
    """Give a foreign amount its value in won; what is not VAT is the supply amount."""
    if expenditure.rate is not None and expenditure.foreign_amount is not None:
        expenditure.amount = exchange_rates.to_won(expenditure.foreign_amount, expenditure.rate)
    expenditure.supply = expenditure.amount - expenditure.vat


def submit(expenditure: Expenditure, *, by: User) -> None:
    """Hand in for approval; refused where a paper is missing that the line asks for."""
    missing = papers.lacking(expenditure)
    if missing:
        raise EvidenceMissing(
            _("This is still missing: %(papers)s.") % {"papers": "; ".join(missing)},
            then=[_("Add the paper to the draft, then hand it in.")],
        )
    expenditure.move(ExpenditureStatus.SUBMITTED, by=by)


def send_back(expenditure: Expenditure, *, by: User, reason: str) -> None:
    """Return it to the person who recorded it, with what has to change."""
    expenditure.move(
        ExpenditureStatus.DRAFT, by=by, reason=reason, first_approved_by=None,
        first_approved_at=None,
    )  # fmt: skip


@transaction.atomic
def approve(expenditure: Expenditure, *, by: User) -> bool:
    """Post the expenditure as it stands now, or keep the first of two approvals and say False.

    Refused for one's own, above the limit of one's role, and where money is lacking. It belongs
    to the day on which it was spent, or to today where that day's period is closed.
    """
    if expenditure.recorded_by_id == by.pk:
        raise OwnExpenditure(
            _("You recorded this expenditure. Somebody else has to look at it and approve it.")
        )
    grant = budget_lines.lock(expenditure.line.grant_id)
    expenditure.refresh_from_db()
    needed = approvals.check(expenditure, grant, by=by)
    if expenditure.can_move(ExpenditureStatus.APPROVED) and needed > 1:
        if expenditure.first_approved_by_id == by.pk:
            raise AboveLimit(_("You approved this already. A second person has to."))
        if not _has_first(expenditure, grant):
            _keep_first(expenditure, by=by)
            return False
    line = BudgetLine.objects.get(pk=expenditure.line_id)
    entries = _entries(expenditure, line, grant)
    if entries:
        effects.check_bank(entries)
    expenditure.move(ExpenditureStatus.APPROVED, by=by, approved_by=by, approved_at=timezone.now())
    for entry in entries:
        entry.posted_by = by
    LedgerEntry.objects.bulk_create(entries)
    return True


def _has_first(expenditure: Expenditure, grant: Grant) -> bool:
    """Whether another person approved it, whose role still reaches so far."""
    first = expenditure.first_approved_by
    if first is None:
        return False
    roles = approvals.roles_of(first)
    return approvals.approvers_needed(grant, expenditure.amount, roles) is not None


def _keep_first(expenditure: Expenditure, *, by: User) -> None:
    expenditure.first_approved_by, expenditure.first_approved_at = by, timezone.now()
    expenditure.save(update_fields=["first_approved_by", "first_approved_at"])
    StatusChange.objects.create(
        subject_type=Expenditure._meta.label_lower,
        subject_id=expenditure.pk,
        before=expenditure.status,
        after=expenditure.status,
        by=by,
        reason=_("First of two approvals"),
    )


def _entries(expenditure: Expenditure, line: BudgetLine, grant: Grant) -> list[LedgerEntry]:
    """What the subsidy pays: one for each promise that it draws on, one for the rest."""
    wanted = funding_sources.subsidised(expenditure)
    drawn = _draw_on_commitments(expenditure, wanted)
    rest = wanted - sum(amount for _item, amount in drawn)
    if rest > line.available:
        then = [_("Move money to this line first, or send the expenditure back.")]
        raise budget_lines.too_little(line, rest, line.available, then=then)
    parts: Sequence[tuple[CommitmentItem | None, int]] = [*drawn, *([(None, rest)] if rest else [])]
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


def _draw_on_commitments(expenditure: Expenditure, wanted: int) -> list[tuple[CommitmentItem, int]]:
    """Divide it over the commitment that is named, or the cohort's on this line, oldest first.

    An engagement is drawn on by its own bills: nobody's bill takes another lecturer's fee.
    """
    items = CommitmentItem.objects.filter(line_id=expenditure.line_id, open_amount__gt=0)
    if expenditure.commitment_id is not None:
        items = items.filter(commitment_id=expenditure.commitment_id)
    elif expenditure.cohort_id is not None:
        items = items.filter(
            commitment__cohort_id=expenditure.cohort_id, commitment__engagement=None
        )
    else:
        return []
    left, drawn = wanted, []
    for item in items.order_by("pk"):
        if not left:
            break
        part = min(left, item.open_amount)
        drawn.append((item, part))
        left -= part
    return drawn
