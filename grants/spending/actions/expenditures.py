"""Expenditures: recorded with evidence, approved by another person, then posted to the ledger."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.awards.errors import NotOnThisGrant
from grants.awards.models import BudgetLine, FundingSource, Grant
from grants.budgets.actions import budget_lines, periods
from grants.budgets.errors import DayRefused
from grants.commitments.models import Commitment, CommitmentItem
from grants.ledger.actions import balances
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket, EntryKind
from grants.rates.actions import exchange_rates
from grants.spending.actions import approvals, funding_shares
from grants.spending.actions import evidence as papers
from grants.spending.errors import AboveLimit, EvidenceMissing, OwnExpenditure
from grants.spending.models import Expenditure
from grants.spending.statuses import EvidenceKind, ExpenditureStatus
from ivi_training.accounts.models import User
from ivi_training.files.models.stored_file import Upload
from ivi_training.guards.models import StatusChange

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
    refuse_elsewhere(expenditure)
    set_amounts(expenditure)
    expenditure.save(force_insert=True)
    funding_shares.share(expenditure, others or {})
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
    refuse_elsewhere(expenditure)
    set_amounts(expenditure)
    expenditure.save(update_fields=WRITTEN)
    kept = funding_shares.others_of(expenditure) if others is None else others
    funding_shares.share(expenditure, kept)
    if evidence is not None:
        papers.add(expenditure, evidence, kind=kind)


def refuse_elsewhere(expenditure: Expenditure) -> None:
    """Refuse a day that the grant does not pay, and what belongs to another day, line or program.

    That is a cohort of another program, a commitment that holds nothing on the line or nothing any
    more, and a rate that does not count on the day.
    """
    _refuse_day(expenditure)
    grant, cohort, rate = expenditure.line.grant, expenditure.cohort, expenditure.rate
    if cohort is not None and cohort.program_id != grant.program_id:
        raise NotOnThisGrant(
            _("%(cohort)s belongs to another program.") % {"cohort": cohort},
            then=[_("Choose a cohort of the program that the grant pays for.")],
        )
    if expenditure.commitment is not None:
        _refuse_commitment(expenditure, expenditure.commitment)
    if rate is not None:
        exchange_rates.check(rate, expenditure.currency, expenditure.spent_on)


def _refuse_day(expenditure: Expenditure) -> None:
    periods.check_day(expenditure.spent_on)
    grant = expenditure.line.grant
    if not grant.starts_on <= expenditure.spent_on <= grant.ends_on:
        raise DayRefused(
            _("The grant pays from %(start)s to %(end)s only.")
            % {"start": grant.starts_on, "end": grant.ends_on}
        )


def _refuse_commitment(expenditure: Expenditure, held: Commitment) -> None:
    items = list(held.items.values_list("line", "open_amount"))
    if expenditure.line_id not in {line for line, _open in items}:
        raise NotOnThisGrant(
            _("This commitment reserves nothing on that line."),
            then=[_("Choose one of its lines, or another commitment.")],
        )
    if not any(amount for _line, amount in items):
        raise NotOnThisGrant(
            _("This commitment reserves nothing any more."),
            then=[_("Choose another commitment, or none.")],
        )


def set_amounts(expenditure: Expenditure) -> None:
    """Give a foreign amount its value in won; what is not VAT is the supply amount."""
    if expenditure.rate is not None and expenditure.foreign_amount is not None:
        expenditure.amount = exchange_rates.to_won(expenditure.foreign_amount, expenditure.rate)
    expenditure.supply = expenditure.amount - expenditure.vat


def submit(expenditure: Expenditure, *, by: User) -> None:
    """Hand in for approval; refused where a paper is missing that the line asks for."""
    missing = papers.missing_papers(expenditure)
    if missing:
        raise EvidenceMissing(
            _("This is still missing: %(papers)s.") % {"papers": "; ".join(missing)},
            then=[_("Add the document to the draft, then submit it.")],
        )
    expenditure.move(ExpenditureStatus.SUBMITTED, by=by)


def send_back(expenditure: Expenditure, *, by: User, reason: str) -> None:
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
            raise AboveLimit(_("You have approved this. A second person must approve it too."))
        if not _has_first(expenditure, grant):
            _keep_first(expenditure, by=by)
            return False
    line = BudgetLine.objects.get(pk=expenditure.line_id)
    entries = _entries(expenditure, line, grant)
    if entries:
        balances.check_bank(entries)
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
    wanted = funding_shares.subsidised(expenditure)
    drawn = _draw_on_commitments(expenditure, wanted)
    rest = wanted - sum(amount for _item, amount in drawn)
    if rest > line.available:
        then = [_("Move money to this line first, or send the expenditure back.")]
        raise budget_lines.budget_exceeded(line, rest, line.available, then=then)
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
