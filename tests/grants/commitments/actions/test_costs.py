"""What one trainee costs: by the dates of the cohort, by where they live, item by item."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.cohorts.models import Cohort
from grants.commitments.actions import commitments
from grants.commitments.actions.commitments import Promise
from grants.commitments.actions.costs import Prices
from grants.commitments.models import (
    CommitmentItem,
    CommitmentPart,
    RegionBand,
    SupportPackage,
    SupportPackageItem,
)
from grants.commitments.statuses import CostUnit, ItemKind
from grants.rates.errors import RateMissing
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, other_countries, package_for
from tests.factories.money import exchange_rate

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    """Eleven nights, twelve days."""
    return CohortFactory(starts_on=date(2022, 7, 18), ends_on=date(2022, 7, 29))


@pytest.fixture
def package(cohort: Cohort) -> SupportPackage:
    return package_for(line_of(grant_for(cohort.program), 500_000), amount=1_000)


def add(
    package: SupportPackage, kind: ItemKind, amount: int | None, **facts: Any
) -> SupportPackageItem:
    line = package.items.earliest("pk").line
    return SupportPackageItem.objects.create(
        package=package, line=line, kind=kind, amount=amount, **facts
    )


def band(package: SupportPackage, position: int, **facts: Any) -> RegionBand:
    return RegionBand.objects.create(
        grant=package.grant, position=position, name_en=f"Band {position}", **facts
    )


def total(package: SupportPackage, cohort: Cohort, country: str = "VN") -> int:
    costs = Prices([package.pk]).of(package.pk, cohort, country)
    return sum(cost.amount for cost in costs)


@pytest.mark.parametrize(
    ("unit", "more", "amount"),
    [
        (CostUnit.TRAINEE, 0, 70),
        (CostUnit.NIGHT, 0, 11 * 70),
        (CostUnit.NIGHT, 2, 13 * 70),
        (CostUnit.DAY, 0, 12 * 70),
    ],
)
def test_cost_follows_from_the_dates(
    package: SupportPackage, cohort: Cohort, unit: str, more: int, amount: int
):
    add(package, ItemKind.ACCOMMODATION, 70, unit=unit, more_units=more)
    assert total(package, cohort) == 1_000 + amount


def test_course_of_one_day_has_no_night(package: SupportPackage, cohort: Cohort):
    cohort.ends_on = cohort.starts_on
    add(package, ItemKind.ACCOMMODATION, 70, unit=CostUnit.NIGHT)
    (promise,) = [Promise(package, cohort, "A")]
    commitments.commit([promise], by=UserFactory())
    assert CommitmentPart.objects.get().cost == 1_000


def test_first_band_that_holds_the_country_counts(package: SupportPackage, cohort: Cohort):
    named = band(package, 2, countries=["VN"])
    poorer = band(package, 1, income_groups=["L"])
    add(package, ItemKind.AIRFARE, 10, band=other_countries(package.grant))
    add(package, ItemKind.AIRFARE, 20, band=named)
    add(package, ItemKind.AIRFARE, 30, band=poorer)
    assert [total(package, cohort, home) for home in ("FR", "VN", "UG")] == [1_010, 1_020, 1_030]


def test_country_of_no_band_is_paid_nothing_by_bands(package: SupportPackage, cohort: Cohort):
    add(package, ItemKind.AIRFARE, 20, band=band(package, 1, countries=["VN"]))
    assert total(package, cohort, "FR") == 1_000


def test_commitment_keeps_what_it_consists_of(package: SupportPackage, cohort: Cohort):
    add(package, ItemKind.AIRFARE, 20, band=band(package, 1, countries=["VN"]))
    add(package, ItemKind.ACCOMMODATION, 5, unit=CostUnit.NIGHT, note="Guest house")
    commitments.commit([Promise(package, cohort, "A", "VN")], by=UserFactory())
    SupportPackageItem.objects.update(amount=7)
    assert CommitmentItem.objects.get().amount == 1_000 + 20 + 55
    assert [str(part) for part in CommitmentPart.objects.order_by("pk")] == [
        "Other costs: KRW 1,000", "Airfare: KRW 20", "Accommodation (Guest house): KRW 55",
    ]  # fmt: skip
    airfare, rooms = CommitmentPart.objects.order_by("pk")[1:]
    assert (airfare.band, airfare.cost_in_words) == ("Band 1", "Airfare · Band 1: KRW 20")
    assert rooms.cost_in_words == "Accommodation (Guest house): 11 x KRW 5 = KRW 55"


def worth(part: CommitmentPart) -> dict[str, Any]:
    """The facts of a foreign cost for an item of its own, all but its worth."""
    item = CommitmentItem.objects.get()
    other = CommitmentItem.objects.create(
        commitment=item.commitment, line=line_of(item.line.grant, 1, "X"), amount=163_612
    )
    return {
        "commitment_item": other, "kind": part.kind, "unit": part.unit, "units": part.units,
        "currency": "USD", "foreign_amount": part.foreign_amount, "rate": part.rate,
    }  # fmt: skip


def test_foreign_cost_is_worth_what_the_rate_of_the_day_says(
    package: SupportPackage, cohort: Cohort
):
    add(package, ItemKind.PER_DIEM, None, currency="USD", foreign_amount="10.50", unit=CostUnit.DAY)
    with pytest.raises(RateMissing):
        total(package, cohort)
    today = timezone.localdate()
    exchange_rate(announced_on=today, rate=Decimal("1298.5"))
    # 12 days of 10.50 are 126.00: half of a won goes to the even neighbour, once.
    assert total(package, cohort) == 1_000 + 163_611
    commitments.commit([Promise(package, cohort, "A", "VN")], by=UserFactory())
    part = CommitmentPart.objects.get(kind=ItemKind.PER_DIEM)
    assert part.cost_in_words == "Per diem: 12 x USD 10.50 = KRW 163,611"
    assert str(part.rate).startswith("1 USD = KRW 1,298.5")
    facts = worth(part)
    with pytest.raises(IntegrityError, match="worth what its rate says"), transaction.atomic():
        CommitmentPart.objects.create(**facts, cost=163_612)


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_people_or_bands(
    package: SupportPackage, cohort: Cohort, count: int, django_assert_num_queries: Any
):
    for number in range(count):
        made = band(package, number, countries=["VN"], income_groups=["LM"])
        add(package, ItemKind.AIRFARE, 20, band=made)
    by = UserFactory()
    promises = [Promise(package, cohort, "A", home) for home in ("VN", "FR", "UG")[:count]]
    # The grant's lock, items with lines, bands, groups; commitments, items, parts, ledger.
    with django_assert_num_queries(8):
        commitments.commit(promises, by=by)
