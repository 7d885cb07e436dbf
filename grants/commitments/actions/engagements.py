"""Engagements: what a fee or a consultation may cost is held back, drawn on, and given back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from courses.cohorts.models import Cohort
from grants.awards.errors import AlreadyDecided
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.commitments.actions import commitments
from grants.commitments.errors import EngagementNotAllowed
from grants.commitments.models import (
    Commitment,
    CommitmentItem,
    CommitmentPart,
    Engagement,
    FeeRate,
)
from grants.commitments.statuses import (
    EngagedCost,
    EngagementKind,
    EngagementStatus,
    FeeUnit,
    ItemKind,
)
from grants.ledger.actions import balances
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import Bucket
from ivi_training.accounts.models import User

_LETTERS = {EngagementKind.FEE: "F", EngagementKind.CONSULTATION: "C"}


@dataclass(frozen=True)
class Fee:
    """So many hours, days or sessions at a rate."""

    line: BudgetLine
    rate: FeeRate
    units: int

    @property
    def amount(self) -> int:
        """Units times the rate, in KRW."""
        return self.units * self.rate.amount

    @property
    def needed(self) -> int:
        return self.amount

    def part(self, of: CommitmentItem) -> CommitmentPart:
        """The fee as its rate stands now."""
        return CommitmentPart(
            commitment_item=of,
            kind=EngagedCost.FEE,
            unit=self.rate.unit,
            units=self.units,
            unit_amount=self.rate.amount,
            fee_rate=self.rate,
            cost=self.amount,
        )


@dataclass(frozen=True)
class FixedCost:
    """Travel or anything else, as one amount in KRW."""

    line: BudgetLine
    kind: EngagedCost | ItemKind
    amount: int
    note: str = ""

    @property
    def needed(self) -> int:
        return self.amount

    def part(self, of: CommitmentItem) -> CommitmentPart:
        """The amount, once."""
        return CommitmentPart(
            commitment_item=of,
            kind=self.kind,
            note=self.note,
            unit=FeeUnit.ONCE,
            units=1,
            unit_amount=self.amount,
            cost=self.amount,
        )


@dataclass(frozen=True)
class NewEngagement:
    """Who is engaged for what and when, and what it may cost; the token tells a second press."""

    kind: EngagementKind
    subject: str
    starts_on: date
    ends_on: date
    costs: Sequence[Fee | FixedCost]
    token: uuid.UUID
    person: str = ""
    affiliation: str = ""
    company: str = ""
    cohort: Cohort | None = None


def preview(grant: Grant, *, new: NewEngagement) -> list[BalanceChange]:
    """The balances before and after; refused as `engage` would be."""
    _check(grant, new)
    needs = commitments.check([new.costs], way_out=_advice())
    return balances.changes(
        [
            LedgerEntry(
                grant=grant,
                amount=effect.needed,
                from_bucket=Bucket.AVAILABLE,
                from_line=effect.line,
                to_bucket=Bucket.COMMITTED,
                to_line=effect.line,
            )
            for effect in needs
        ]
    )


@transaction.atomic
def engage(grant: Grant, *, new: NewEngagement, by: User) -> Engagement:
    """Hold back what it may cost, once for each token; refused where a line has too little.

    Refused are also days that the grant does not pay, what belongs to another grant or program,
    and an engagement without any cost.
    """
    budget_lines.lock(grant.pk)
    known = Engagement.objects.filter(token=new.token).first()
    if known is not None:
        return known
    _check(grant, new)
    costs = sorted(_with_current_lines(new.costs), key=lambda cost: cost.line.pk)
    commitments.check([costs], way_out=_advice())
    reference = _next_reference(grant, new.kind)
    commitment = Commitment.objects.create(
        grant=grant, cohort=new.cohort, purpose=reference, made_by=by
    )
    made = Engagement.objects.create(
        commitment=commitment,
        kind=new.kind,
        reference=reference,
        person=new.person,
        affiliation=new.affiliation,
        company=new.company,
        subject=new.subject,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        token=new.token,
    )
    commitments.hold([commitment], [costs], by=by)
    return made


def preview_end(engagement: Engagement, *, reason: str) -> list[BalanceChange]:
    _refuse_unless_open(engagement)
    return balances.changes(commitments.release_entries(engagement.commitment, reason=reason))


@transaction.atomic
def close(engagement: Engagement, *, reason: str, by: User) -> None:
    """Give back what was not needed: all bills are in. What was spent stays spent."""
    budget_lines.lock(engagement.commitment.grant_id)
    _refuse_unless_open(engagement)
    commitments.give_back(engagement.commitment, by=by, reason=reason)
    engagement.move(EngagementStatus.CLOSED, by=by, reason=reason)


@transaction.atomic
def cancel(engagement: Engagement, *, reason: str, by: User) -> None:
    """Give back what is open and ask back what was paid already: it does not take place."""
    budget_lines.lock(engagement.commitment.grant_id)
    _refuse_unless_open(engagement)
    commitments.release(engagement.commitment, by=by, reason=reason)
    engagement.move(EngagementStatus.CANCELLED, by=by, reason=reason)


def _refuse_unless_open(engagement: Engagement) -> None:
    engagement.refresh_from_db(fields=["status"])
    if engagement.status != EngagementStatus.OPEN:
        raise AlreadyDecided(
            _("It is “%(status)s” already.") % {"status": engagement.get_status_display()}
        )


def _check(grant: Grant, new: NewEngagement) -> None:
    if new.ends_on < new.starts_on:
        raise EngagementNotAllowed(_("It cannot end before it starts."))
    if new.starts_on < grant.starts_on or new.ends_on > grant.ends_on:
        raise EngagementNotAllowed(
            _("The grant pays from %(start)s to %(end)s only.")
            % {"start": grant.starts_on, "end": grant.ends_on}
        )
    if new.cohort is not None and new.cohort.program_id != grant.program_id:
        raise EngagementNotAllowed(
            _("%(cohort)s belongs to another program.") % {"cohort": new.cohort}
        )
    _check_costs(grant, new)


def _check_costs(grant: Grant, new: NewEngagement) -> None:
    if not new.costs:
        raise EngagementNotAllowed(
            _("Enter a fee, travel or other costs: there is nothing to reserve.")
        )
    if any(cost.line.grant_id != grant.pk for cost in new.costs):
        raise EngagementNotAllowed(_("Choose a line of the same grant."))
    if not new.person and any(isinstance(cost, Fee) for cost in new.costs):
        raise EngagementNotAllowed(_("Say who is paid the fee."))


def _with_current_lines(costs: Sequence[Fee | FixedCost]) -> list[Fee | FixedCost]:
    """The same costs with the lines read again, now that the grant is held."""
    lines = BudgetLine.objects.in_bulk({cost.line.pk for cost in costs})
    return [replace(cost, line=lines[cost.line.pk]) for cost in costs]


def _next_reference(grant: Grant, kind: EngagementKind) -> str:
    """The number that follows within the grant, which is held."""
    made = Engagement.objects.filter(commitment__grant=grant, kind=kind).count()
    return f"{grant.code}-{_LETTERS[kind]}{made + 1:03}"


def _advice() -> StrPromise:
    return _("Move money to this line first, or ask for an overrun.")
