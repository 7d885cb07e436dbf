"""Fee rates, and people and companies who are engaged at them."""

import uuid
from datetime import date
from typing import Any

from grants.actions import engagements
from grants.actions.engagements import Fee, Plan
from grants.engagement_statuses import (
    EngagementKind,
)
from grants.models import BudgetLine, Engagement, FeeCategory, FeeRate, Grant
from tests.factories.accounts import UserFactory


def fee_rate(grant: Grant, amount: int = 1_000, **facts: Any) -> FeeRate:
    category, _made = FeeCategory.objects.get_or_create(grant=grant, name_en="Category 1")
    known = {"role": "lecturer", "unit": "hour", "valid_from": date(2022, 1, 1)}
    return FeeRate.objects.create(category=category, amount=amount, **known | facts)


def fee_plan(line: BudgetLine, units: int = 3, **facts: Any) -> Plan:
    """So many hours of a lecturer at 1,000."""
    rate = FeeRate.objects.filter(category__grant=line.grant).first() or fee_rate(line.grant)
    known = {
        "kind": EngagementKind.FEE,
        "person": "Kim Haneul",
        "affiliation": "University",
        "subject": "Lectures",
        "starts_on": date(2022, 7, 4),
        "ends_on": date(2022, 7, 8),
        "costs": [Fee(line, rate, units)],
        "token": uuid.uuid4(),
    }
    return Plan(**known | facts)


def engaged(line: BudgetLine, units: int = 3, **facts: Any) -> Engagement:
    return engagements.engage(line.grant, plan=fee_plan(line, units, **facts), by=UserFactory())
