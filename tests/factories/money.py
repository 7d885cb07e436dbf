"""Exchange rates, and who else pays."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from grants.rates.actions import exchange_rates
from grants.rates.models import ExchangeRate
from tests.factories.accounts import UserFactory


def quote(**facts: Any) -> exchange_rates.Quote:
    known = {
        "currency": "USD",
        "announced_on": min(date(2022, 7, 1), timezone.localdate()),
        "rate_type": "base",
        "source": "Hana Bank",
        "per": 1,
        "rate": Decimal("1298.5"),
    }
    return exchange_rates.Quote(**known | facts)


def exchange_rate(**facts: Any) -> ExchangeRate:
    (rate,) = exchange_rates.record([quote(**facts)], by=UserFactory())
    return rate
