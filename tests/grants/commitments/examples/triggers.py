"""What the database refuses or keeps in `grants.commitments`, whoever writes."""

from datetime import date
from typing import Any

from django.db import models

from courses.programs.models import Stream
from grants.awards.models import BudgetLine, Grant
from grants.commitments.models import (
    Commitment,
    CommitmentItem,
    CommitmentPart,
    Engagement,
    FeeCategory,
    FeeRate,
    Recovery,
    RegionBand,
    SupportPackage,
    SupportPackageItem,
)
from grants.ledger.models import LedgerEntry
from tests.factories.courses import CohortFactory, ProgramFactory
from tests.factories.grants import grant_for, line_of, other_countries
from tests.repository.tries import other_grant
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
    unguarded,
)


def stream_elsewhere() -> Stream | None:
    return ProgramFactory().streams.first()


def grant_elsewhere() -> Grant:
    return grant_for(ProgramFactory())


def spent_on_no_promise() -> None:
    """An entry that drew on nothing that was promised."""
    award = LedgerEntry.objects.filter(kind="award").first()
    unguarded(
        "grants.Recovery:status_start",
        step=again(Recovery, spent_by=award, status="open", received=0),
    )()


def other_line() -> BudgetLine:
    return line_of(other_grant(), 1)


def other_band() -> RegionBand:
    return other_countries(other_grant())


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Commitment:of_one_program": [again(Commitment, cohort=CohortFactory)],
    "CommitmentItem:counters_kept": [
        put(CommitmentItem, open_amount=0),
        put(CommitmentItem, spent_amount=1),
        again(CommitmentItem),
    ],
    "SupportPackage:of_one_program": [
        put(SupportPackage, stream=stream_elsewhere), put(SupportPackage, grant=grant_elsewhere),
    ],
    "SupportPackageItem:of_one_grant": [
        put(SupportPackageItem, line=other_line), put(SupportPackageItem, band=other_band),
    ],
    "CommitmentPart:facts_stand": [
        put(CommitmentPart, note="Another"), put(CommitmentPart, unit_amount=1, cost=1),
    ],
    "CommitmentPart:kept": [drop(CommitmentPart)],
    "Engagement:status_moves": [put(Engagement, status="open")],
    "Engagement:status_start": [again(Engagement, status="closed")],
    "Engagement:facts_stand": [
        put(Engagement, person="Another"), put(Engagement, ends_on=date(2022, 7, 30)),
    ],
    "Engagement:ends_released": [
        lambda: Engagement.objects.filter(status="open").update(status="closed"),
    ],
    "Engagement:kept": [drop(Engagement)],
    "FeeCategory:of_its_grant": [put(FeeCategory, grant=other_grant)],
    "FeeRate:used_stands": [
        put(FeeRate, amount=5), put(FeeRate, valid_until=date(2022, 7, 5)),
    ],
    "Recovery:status_moves": [put(Recovery, status="open")],
    "Recovery:status_start": [again(Recovery, status="received")],
    "Recovery:counters_kept": [put(Recovery, received=1)],
    "Recovery:of_spent": [spent_on_no_promise],
    "Recovery:facts_stand": [put(Recovery, debtor="Another"), put(Recovery, amount=1)],
    "Recovery:kept": [drop(Recovery)],
    "CommitmentPart:whole": [again(CommitmentPart)],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "CommitmentPart:cover": (
        lambda: CommitmentPart.objects.filter(covered__gt=0).update(
            covered=models.F("covered") - 1
        ),
        "commitment_item.covered",
    ),
}  # fmt: skip

# One change of each table that has a history.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    SupportPackage: {"modality": "online"},
    SupportPackageItem: {"amount": 5},
    RegionBand: {"name_en": "Another"},
    FeeCategory: {"who": "Professors"},
    FeeRate: {"valid_until": date(2030, 12, 31)},
}  # fmt: skip
