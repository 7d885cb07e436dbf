"""Engagements: what a fee or a consultation may cost is held back, drawn on, and given back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from courses.models import Cohort
from grants.actions import budget_lines, commitments, effects
from grants.actions.effects import Effect
from grants.engagement_statuses import (
    EngagedCost,
    EngagementKind,
    EngagementStatus,
    FeeUnit,
)
from grants.errors import AlreadyDecided
from grants.models import (
    BudgetLine,
    Commitment,
    CommitmentItem,
    CommitmentPart,
    Engagement,
    FeeRate,
    Grant,
    LedgerEntry,
)
from grants.statuses import (
    Bucket,
    ItemKind,
)
from ivi_training.models import User

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
        """All of it."""
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
class Sum:
    """Travel or anything else, as one amount in KRW."""

    line: BudgetLine
    kind: EngagedCost | ItemKind
    amount: int
    note: str = ""

    @property
    def needed(self) -> int:
        """All of it."""
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
class Plan:
    """Who is engaged for what and when, and what it may cost; the token tells a second press."""

    kind: EngagementKind
    subject: str
    starts_on: date
    ends_on: date
    costs: Sequence[Fee | Sum]
    token: uuid.UUID
    person: str = ""
    affiliation: str = ""
    company: str = ""
    cohort: Cohort | None = None


def preview(grant: Grant, *, plan: Plan) -> list[Effect]:
    """The balances before and after; refused as `engage` would be."""
    needs = commitments.check([plan.costs], way_out=_way_out())
    return effects.of(
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
def engage(grant: Grant, *, plan: Plan, by: User) -> Engagement:
    """Hold back what it may cost, once for each token; refused where a line has too little."""
    budget_lines.lock(grant.pk)
    known = Engagement.objects.filter(token=plan.token).first()
    if known is not None:
        return known
    costs = sorted(_as_they_stand(plan.costs), key=lambda cost: cost.line.pk)
    commitments.check([costs], way_out=_way_out())
    reference = _next_reference(grant, plan.kind)
    commitment = Commitment.objects.create(
        grant=grant, cohort=plan.cohort, purpose=reference, made_by=by
    )
    made = Engagement.objects.create(
        commitment=commitment,
        kind=plan.kind,
        reference=reference,
        person=plan.person,
        affiliation=plan.affiliation,
        company=plan.company,
        subject=plan.subject,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        token=plan.token,
    )
    commitments.hold([commitment], [costs], by=by)
    return made


def preview_end(engagement: Engagement, *, reason: str) -> list[Effect]:
    """What would go back to each line."""
    _still_open(engagement)
    return effects.of(commitments.releases(engagement.commitment, reason=reason))


@transaction.atomic
def close(engagement: Engagement, *, reason: str, by: User) -> None:
    """Give back what was not needed: all bills are in. What was spent stays spent."""
    budget_lines.lock(engagement.commitment.grant_id)
    _still_open(engagement)
    commitments.give_back(engagement.commitment, by=by, reason=reason)
    engagement.move(EngagementStatus.CLOSED, by=by, reason=reason)


@transaction.atomic
def cancel(engagement: Engagement, *, reason: str, by: User) -> None:
    """Give back what is open and ask back what was paid already: it does not take place."""
    budget_lines.lock(engagement.commitment.grant_id)
    _still_open(engagement)
    commitments.release(engagement.commitment, by=by, reason=reason)
    engagement.move(EngagementStatus.CANCELLED, by=by, reason=reason)


def _still_open(engagement: Engagement) -> None:
    engagement.refresh_from_db(fields=["status"])
    if engagement.status != EngagementStatus.OPEN:
        raise AlreadyDecided(
            _("It is “%(status)s” already.") % {"status": engagement.get_status_display()}
        )


def _as_they_stand(costs: Sequence[Fee | Sum]) -> list[Fee | Sum]:
    """The same costs with the lines read again, now that the grant is held."""
    lines = BudgetLine.objects.in_bulk({cost.line.pk for cost in costs})
    return [replace(cost, line=lines[cost.line.pk]) for cost in costs]


def _next_reference(grant: Grant, kind: EngagementKind) -> str:
    """The number that follows within the grant, which is held."""
    made = Engagement.objects.filter(commitment__grant=grant, kind=kind).count()
    return f"{grant.code}-{_LETTERS[kind]}{made + 1:03}"


def _way_out() -> StrPromise:
    return _("Move money to this line first, or ask for an overrun.")
