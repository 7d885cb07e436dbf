from datetime import date, timedelta
from decimal import Decimal

import pytest

from grants.rates.actions import exchange_rates
from grants.rates.errors import RateAlreadyRecorded, RateMissing
from grants.rates.models import ExchangeRate
from tests.factories.accounts import UserFactory
from tests.factories.money import exchange_rate, quote

pytestmark = pytest.mark.django_db
FRIDAY = date(2022, 7, 1)


def test_last_rate_before_the_day_is_taken():
    known = exchange_rate(announced_on=FRIDAY)
    exchange_rate(announced_on=FRIDAY + timedelta(days=3))
    assert exchange_rates.find("USD", FRIDAY + timedelta(days=2), "base") == known


def test_rate_of_another_kind_or_currency_or_a_later_one_is_not_taken():
    exchange_rate()
    for currency, kind, day in [("EUR", "base", 1), ("USD", "card", 1), ("USD", "base", -1)]:
        with pytest.raises(RateMissing):
            exchange_rates.find(currency, FRIDAY + timedelta(days=day), kind)


def test_of_two_sources_the_first_by_name_is_taken():
    exchange_rate(source="KB")
    first = exchange_rate(source="Hana Bank")
    assert exchange_rates.find("USD", FRIDAY, "base") == first


def test_rate_that_is_too_old_is_not_taken():
    exchange_rate()
    oldest = FRIDAY + timedelta(days=exchange_rates.MOST_DAYS)
    assert exchange_rates.find("USD", oldest, "base")
    with pytest.raises(RateMissing, match="USD is known for"):
        exchange_rates.find("USD", oldest + timedelta(days=1), "base")


@pytest.mark.parametrize(
    ("amount", "rate", "per", "won"),
    [
        ("1", "2.5", 1, 2), ("1", "3.5", 1, 4), ("1", "2.5001", 1, 3), ("0.01", "1300", 1, 13),
        ("12345", "951.27", 100, 117_434), ("1000000", "4.9", 100, 49_000),
    ],
)  # fmt: skip
def test_won_are_rounded_half_to_even(amount: str, rate: str, per: int, won: int):
    known = ExchangeRate(rate=Decimal(rate), per=per)
    assert exchange_rates.to_won(Decimal(amount), known) == won


def test_rate_is_recorded_once_and_nothing_beside_it():
    exchange_rate()
    with pytest.raises(RateAlreadyRecorded):
        exchange_rates.record([quote(currency="EUR"), quote(rate=Decimal(1))], by=UserFactory())
    assert ExchangeRate.objects.count() == 1


def test_correction_takes_the_place_of_the_wrong_rate_once():
    wrong = exchange_rate()
    facts = {"rate": Decimal(1300), "per": 1, "reason": "Misread", "by": UserFactory()}
    right = exchange_rates.correct(wrong, **facts)
    assert exchange_rates.find("USD", FRIDAY, "base") == right
    with pytest.raises(RateAlreadyRecorded):
        exchange_rates.correct(wrong, **facts)
    last = exchange_rates.correct(right, **facts | {"rate": Decimal(1301)})
    assert exchange_rates.find("USD", FRIDAY, "base") == last
    assert ExchangeRate.objects.count() == 3
