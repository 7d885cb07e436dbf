"""Country lists: a vintage is loaded once, whole, and never altered afterwards."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import transaction
from django_countries import countries

from courses.models import ClassificationVintage, CountryClassification
from courses.statuses import IncomeGroup

SHIPPED = Path(__file__).resolve().parent.parent / "fixtures" / "income_groups.csv"
SOURCE = "World Bank, country and lending groups, CC BY 4.0"
# The World Bank counts the Channel Islands as one economy; ISO knows Guernsey and Jersey.
SEVERAL = {"CHI": ["GG", "JE"]}


@transaction.atomic
def load(path: Path = SHIPPED) -> int:
    """Load the vintages of a CSV file that are not known yet; the number of rows added."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(ClassificationVintage.objects.values_list("code", flat=True))
    made = {
        code: ClassificationVintage.objects.create(code=code, valid_from=valid_from, source=SOURCE)
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
        for country in SEVERAL.get(row["iso3"]) or [countries.alpha2(row["iso3"])]
        if country
    ]
    CountryClassification.objects.bulk_create(added)
    return len(added)


def _vintages(rows: Iterable[dict[str, str]]) -> list[tuple[str, date]]:
    """Each fiscal year of the file with the day it came into force."""
    found = {row["fiscal_year"]: date.fromisoformat(row["valid_from"]) for row in rows}
    return sorted(found.items())
