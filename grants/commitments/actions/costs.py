"""What one trainee costs: each item of a package, by the cohort's dates and where they live."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils import timezone

from courses.cohorts.models import Cohort
from courses.countries.models import CountryClassification
from grants.awards.models import BudgetLine
from grants.commitments.models import CommitmentItem, CommitmentPart, RegionBand, SupportPackageItem
from grants.commitments.models.region_band import band_of
from grants.rates.actions import exchange_rates
from grants.rates.models import ExchangeRate
from grants.rates.statuses import RateType


class CostOnLine(Protocol):
    """One cost that a commitment holds back on a line, whatever it is priced by."""

    @property
    def line(self) -> BudgetLine: ...

    @property
    def amount(self) -> int:
        """What it costs, in KRW, whoever pays."""
        ...

    @property
    def needed(self) -> int:
        """What the grant has to pay of it."""
        ...

    def part(self, of: CommitmentItem) -> CommitmentPart:
        """The part of a commitment by which it is kept as it stands now."""
        ...


@dataclass(frozen=True)
class Cost:
    """One item for one trainee: so many units at so much, in KRW, less what others pay."""

    item: SupportPackageItem
    units: int
    rate: ExchangeRate | None = None
    covered: int = 0

    @property
    def amount(self) -> int:
        """Units times the amount of one; a foreign one by its rate, rounded as a whole."""
        if self.rate is not None and self.item.foreign_amount is not None:
            return exchange_rates.to_won(self.units * self.item.foreign_amount, self.rate)
        return self.units * (self.item.amount or 0)

    @property
    def needed(self) -> int:
        """What the grant has to pay."""
        return self.amount - self.covered

    @property
    def line(self) -> BudgetLine:
        return self.item.line

    def part(self, of: CommitmentItem) -> CommitmentPart:
        """The item as it stands now, for this trainee."""
        return CommitmentPart(
            commitment_item=of,
            kind=self.item.kind,
            note=self.item.note,
            band=self.item.band.name_en if self.item.band else "",
            unit=self.item.unit,
            units=self.units,
            unit_amount=self.item.amount,
            currency=self.item.currency,
            foreign_amount=self.item.foreign_amount,
            rate=self.rate,
            cost=self.amount,
            covered=self.covered,
        )


class Prices:
    """The items of packages with all that a person's costs follow from: read once, then computed.

    A fixed number of queries for any number of people.
    """

    def __init__(self, package_ids: Iterable[int]) -> None:
        found = SupportPackageItem.objects.filter(package__in=set(package_ids))
        items = found.select_related("line", "band").order_by("line_id", "pk")
        self.items: dict[int, list[SupportPackageItem]] = {}
        for item in items:
            self.items.setdefault(item.package_id, []).append(item)
        self.bands: dict[int, list[RegionBand]] = {}
        self.groups: dict[tuple[int, str], str] = {}
        self._rates: dict[str, ExchangeRate] = {}
        self._known: dict[tuple[int, int, int | None], list[Cost]] = {}
        banded = {item.line.grant_id for item in items if item.band_id}
        if banded:
            self._read_bands(banded)

    def _read_bands(self, grant_ids: Iterable[int]) -> None:
        bands = RegionBand.objects.filter(grant__in=grant_ids)
        for band in bands.select_related("grant__program").order_by("is_fallback", "position"):
            self.bands.setdefault(band.grant_id, []).append(band)
        vintages = {
            band.grant.program.vintage_id
            for bands in self.bands.values()
            for band in bands
            if band.income_groups
        }
        if vintages:
            rows = CountryClassification.objects.filter(vintage__in=vintages)
            for vintage, country, group in rows.values_list("vintage", "country", "income_group"):
                self.groups[vintage, country] = group

    def rate(self, currency: str) -> ExchangeRate | None:
        """The base rate of today, asked once for each currency; refused where none is known."""
        if not currency:
            return None
        if currency not in self._rates:
            today = timezone.localdate()
            self._rates[currency] = exchange_rates.find(currency, today, RateType.BASE)
        return self._rates[currency]

    def band(self, grant_id: int, country: str) -> RegionBand | None:
        """The band of somebody who lives there, where the grant has bands that are used."""
        bands = self.bands.get(grant_id, [])
        if not bands:
            return None
        group = self.groups.get((bands[0].grant.program.vintage_id, country), "")
        return band_of(bands, country, group)

    def less_other_payers(
        self, others: Mapping[str, int], package_id: int, cohort: Cohort, country: str
    ) -> list[Cost]:
        """The same as `of`, less what others pay of each kind of cost."""
        costs = self.of(package_id, cohort, country)
        if not others:
            return costs
        left = dict(others)
        found = []
        for cost in costs:
            covered = min(cost.amount, left.get(cost.item.kind, 0))
            left[cost.item.kind] = left.get(cost.item.kind, 0) - covered
            found.append(replace(cost, covered=covered))
        return found

    def of(self, package_id: int, cohort: Cohort, country: str) -> list[Cost]:
        """What somebody from that country costs in that cohort, in the order of the lines."""
        items = self.items.get(package_id, [])
        band = self.band(items[0].line.grant_id, country) if items else None
        key = package_id, cohort.pk, band.pk if band else None
        if key not in self._known:
            asked = [item for item in items if item.band_id in (None, key[2])]
            costs = [Cost(item, item.units(cohort), self.rate(item.currency)) for item in asked]
            self._known[key] = [cost for cost in costs if cost.amount]
        return self._known[key]
