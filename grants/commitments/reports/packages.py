"""What one trainee costs, item by item, and for how many more there is money."""

from dataclasses import dataclass

from courses.cohorts.models import Cohort
from grants.commitments.actions import commitments
from grants.commitments.actions.commitments import LineEffect, Promise
from grants.commitments.actions.costs import Cost, Prices
from grants.commitments.models import RegionBand, SupportPackage


@dataclass(frozen=True)
class PackageSheet:
    """The costs of one trainee with the lines that they are paid from."""

    band: RegionBand | None
    has_bands: bool
    costs: list[Cost]
    lines: list[LineEffect]

    @property
    def total(self) -> int:
        """All of it, in KRW."""
        return sum(cost.amount for cost in self.costs)

    @property
    def enough_for(self) -> int | None:
        """For how many such trainees the scarcest line has money; None where nothing is paid."""
        fits = (max(0, line.line.available) // line.needed for line in self.lines)
        return min(fits, default=None)


def sheet(package: SupportPackage, *, cohort: Cohort, country: str) -> PackageSheet:
    """Reckon as a promise would; nothing is held back."""
    prices = Prices([package.pk])
    return PackageSheet(
        band=prices.band(package.grant_id, country),
        has_bands=bool(prices.bands),
        costs=prices.of(package.pk, cohort, country),
        lines=commitments.effects([Promise(package, cohort, "", country)]),
    )
