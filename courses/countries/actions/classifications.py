"""Country lists: a vintage is loaded once, whole, and never altered afterwards."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_countries import countries

from courses.countries.models import ClassificationVintage, CountryClassification
from courses.countries.statuses import IncomeGroup, Scheme

SHIPPED = Path(__file__).resolve().parent.parent / "fixtures" / "income_groups.csv"
SOURCES = {
    Scheme.WB_INCOME: "World Bank, country and lending groups, CC BY 4.0",
    Scheme.DAC_ODA: "OECD, DAC list of ODA recipients",
}
# The World Bank counts the Channel Islands as one economy; ISO knows Guernsey and Jersey.
SEVERAL = {"CHI": ["GG", "JE"]}


class UnknownCountry(LookupError):
    """A row names a country or territory that has no code: a slip, or a place to add first."""


@transaction.atomic
def load(path: Path = SHIPPED) -> int:
    """Load the vintages of a CSV file that are not known yet; the number of rows added.

    Refused whole where a row names a country that is not known: its people would have no stream.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(ClassificationVintage.objects.values_list("code", flat=True))
    made = {
        code: ClassificationVintage.objects.create(
            code=code, valid_from=valid_from, source=SOURCES[Scheme.WB_INCOME]
        )
        for code, valid_from in _vintages(rows)
        if code not in known
    }
    added = [
        CountryClassification(
            vintage=made[row["fiscal_year"]],
            country=country,
            income_group=row["income_group"] or IncomeGroup.NOT_CLASSIFIED,
        )
        for row in rows
        if row["fiscal_year"] in made
        for country in _countries(row["iso3"])
    ]
    CountryClassification.objects.bulk_create(added)
    drafts = ClassificationVintage.objects.filter(pk__in=[vintage.pk for vintage in made.values()])
    drafts.update(published_at=timezone.now())
    return len(added)


def _countries(iso3: str) -> list[str]:
    """The countries of a row: one, or several that the World Bank counts as one."""
    found = SEVERAL.get(iso3) or [countries.alpha2(iso3)]
    if not all(found):
        raise UnknownCountry(iso3)
    return found


def _vintages(rows: Iterable[dict[str, str]]) -> list[tuple[str, date]]:
    found = {row["fiscal_year"]: date.fromisoformat(row["valid_from"]) for row in rows}
    return sorted(found.items())
