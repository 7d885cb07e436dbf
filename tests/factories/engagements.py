"""Fee rates, and people and companies who are engaged at them."""

import uuid
from datetime import date
from typing import Any

from grants.awards.models import BudgetLine, Grant
from grants.commitments.actions import engagements
from grants.commitments.actions.engagements import Fee, NewEngagement
from grants.commitments.models import Engagement, FeeCategory, FeeRate
from grants.commitments.statuses import EngagementKind
from tests.factories.accounts import UserFactory


def fee_rate(grant: Grant, amount: int = 1_000, **facts: Any) -> FeeRate:
    category, _made = FeeCategory.objects.get_or_create(grant=grant, name_en="Category 1")
    known = {"role": "lecturer", "unit": "hour", "valid_from": date(2022, 1, 1)}
    return FeeRate.objects.create(category=category, amount=amount, **known | facts)


def new_fee(line: BudgetLine, units: int = 3, **facts: Any) -> NewEngagement:
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
    return NewEngagement(**known | facts)


def engaged(line: BudgetLine, units: int = 3, **facts: Any) -> Engagement:
    return engagements.engage(line.grant, new=new_fee(line, units, **facts), by=UserFactory())
