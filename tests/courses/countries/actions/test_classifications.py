"""The income groups as published, vintage by vintage; loaded once, never altered."""

from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from courses.countries.actions import classifications
from courses.countries.models import ClassificationVintage, CountryClassification

pytestmark = pytest.mark.django_db

# L, LM, UM, H and not classified, of 218 economies; the Channel Islands are two of ours.
PUBLISHED = {
    "FY22": (27, 55, 55, 80, 1),
    "FY23": (28, 54, 54, 81, 1),
    "FY24": (26, 54, 54, 83, 1),
    "FY25": (26, 51, 54, 86, 1),
    "FY26": (25, 50, 54, 87, 2),  # Ethiopia is "temporarily unclassified"
}
CHANNEL_ISLANDS = 1


def groups(vintage: str) -> dict[str, str]:
    rows = CountryClassification.objects.filter(vintage__code=vintage)
    return {str(row.country): row.income_group for row in rows}


def test_numbers_are_those_published():
    classifications.load()
    for vintage, (low, lower, upper, high, unclassified) in PUBLISHED.items():
        counted = Counter(groups(vintage).values())
        assert (vintage, counted) == (
            vintage,
            {"L": low, "LM": lower, "UM": upper, "H": high + CHANNEL_ISLANDS, "NC": unclassified},
        )
    in_force = ClassificationVintage.objects.get(code="FY22").valid_from
    assert in_force == date(2021, 7, 1)


def test_crossings_of_the_line_between_two_courses():
    """Under the list of the day Panama and Romania would have changed sides on 1 July 2022."""
    classifications.load()
    fy22, fy23, fy26 = groups("FY22"), groups("FY23"), groups("FY26")
    left = {c for c, group in fy22.items() if group != "H" and fy26[c] == "H"}
    assert left == {"AS", "BG", "CR", "GY", "PA", "RO", "RU"}
    assert {c for c, group in fy23.items() if group == "H" and fy22[c] != "H"} == {"PA", "RO"}
    assert (fy22["PW"], fy23["PW"]) == ("H", "UM")


def test_places_that_iso_and_the_bank_see_differently():
    classifications.load()
    fy22 = groups("FY22")
    assert (fy22["XK"], fy22["GG"], fy22["JE"], fy22["VE"], fy22["TW"]) == (
        "UM", "H", "H", "NC", "H",
    )  # fmt: skip
    assert str(CountryClassification.objects.filter(country="XK").first().country.name) == "Kosovo"


def test_loading_twice_adds_nothing():
    assert classifications.load() == 6 * (218 + CHANNEL_ISLANDS)
    assert classifications.load() == 0


def test_known_vintage_stays_as_it_is_and_a_new_one_is_added(tmp_path: Path):
    file = tmp_path / "groups.csv"
    file.write_text("fiscal_year,valid_from,iso3,income_group\nFY22,2021-07-01,VNM,LM\n")
    assert classifications.load(file) == 1
    file.write_text(
        "fiscal_year,valid_from,iso3,income_group\n"
        "FY22,2021-07-01,VNM,H\nFY27,2026-07-01,VNM,UM\nFY27,2026-07-01,VEN,\n"
    )
    assert classifications.load(file) == 2
    assert (groups("FY22"), groups("FY27")) == ({"VN": "LM"}, {"VN": "UM", "VE": "NC"})


def test_country_code_that_is_none_is_refused_whole(tmp_path: Path):
    file = tmp_path / "groups.csv"
    file.write_text(
        "fiscal_year,valid_from,iso3,income_group\nFY27,2026-07-01,VNM,UM\nFY27,2026-07-01,QQQ,L\n"
    )
    with pytest.raises(classifications.UnknownCountry, match="QQQ"):
        classifications.load(file)
    assert not ClassificationVintage.objects.exists()


def test_command_says_what_it_added():
    told = StringIO()
    call_command("load_income_groups", stdout=told)
    assert told.getvalue() == "1314 rows added\n"
