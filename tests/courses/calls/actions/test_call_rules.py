"""One rule against some facts: met, not met, or for a person; nothing is read or written."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from courses.calls.actions.call_rules import Facts, evaluate
from courses.calls.models import Call, CallRule
from courses.calls.statuses import Education, Finding, RuleKind
from courses.countries.models import ClassificationVintage
from courses.programs.models import Program

GROUPS = {
    (1, "VN"): "LM", (1, "UG"): "L", (1, "JP"): "H", (1, "KR"): "H", (1, "VE"): "NC",
    (1, "XK"): "UM", (1, "PS"): "LM", (1, "TW"): "H", (1, "PA"): "UM", (2, "PA"): "H",
}  # fmt: skip
DAY = date(2022, 7, 18)
STARTS = (DAY, DAY)


def rule(kind: str, **facts: Any) -> CallRule:
    vintage = ClassificationVintage(pk=1, code="FY22")
    return CallRule(call=Call(program=Program(vintage=vintage)), kind=kind, **facts)


def said(asked: CallRule, **known: Any) -> str:
    return str(evaluate(asked, Facts(groups=GROUPS, **known)).finding)


def lmic(*facts: str, **more: Any) -> CallRule:
    return rule("group", facts=list(facts), income_groups=["L", "LM", "UM"], **more)


@pytest.mark.parametrize(
    ("country", "finding"),
    [
        ("VN", "pass"), ("UG", "pass"), ("JP", "fail"), ("XK", "pass"), ("PS", "pass"),
        ("TW", "fail"), ("VE", "person"), ("CK", "person"), ("", "person"),
    ],
)  # fmt: skip
def test_country_by_its_group(country: str, finding: str):
    """Venezuela is not classified, the Cook Islands have no row: a person looks at them."""
    assert said(lmic("residence"), residence=country) == finding


@pytest.mark.parametrize(
    ("both", "finding"),
    [
        (("JP", "VN"), "pass"), (("VN", "JP"), "pass"), (("JP", "KR"), "fail"),
        (("JP", "VE"), "person"), (("VE", "VN"), "pass"),
    ],
)  # fmt: skip
def test_either_nationality_is_enough(both: tuple[str, ...], finding: str):
    assert said(lmic("citizenship"), citizenship=both) == finding


@pytest.mark.parametrize(
    ("match", "residence", "finding"),
    [
        ("all", "VN", "pass"), ("all", "JP", "fail"), ("all", "VE", "person"),
        ("any", "JP", "pass"), ("any", "VE", "pass"),
    ],
)  # fmt: skip
def test_each_of_the_countries_or_one_of_them(match: str, residence: str, finding: str):
    asked = lmic("citizenship", "residence", match=match)
    assert said(asked, citizenship=("UG",), residence=residence) == finding


def test_one_that_is_not_clear_leaves_any_to_a_person():
    asked = lmic("citizenship", "residence", match="any")
    assert said(asked, citizenship=("JP",), residence="VE") == "person"


def test_list_of_countries_stands_beside_the_groups():
    asked = lmic("citizenship", countries=["KR"])
    assert said(asked, citizenship=("KR",)) == "pass"
    assert said(rule("group", facts=["residence"], countries=["KR"]), residence="JP") == "fail"
    assert said(rule("group", facts=["residence"], countries=["KR"]), residence="CK") == "person"


def test_rule_judges_by_its_own_vintage_where_it_has_one():
    assert said(lmic("residence"), residence="PA") == "pass"
    later = lmic("residence", vintage=ClassificationVintage(pk=2, code="FY23"))
    assert said(later, residence="PA") == "fail"


@pytest.mark.parametrize(
    ("low", "high", "years", "finding"),
    [
        (3, None, 3, "pass"), (3, None, 2, "fail"), (None, 6, 6, "pass"), (None, 6, 7, "fail"),
        (0, 6, 0, "pass"), (3, 6, None, "person"),
    ],
)  # fmt: skip
def test_experience(low: int | None, high: int | None, years: int | None, finding: str):
    assert said(rule("experience", low=low, high=high), years=years) == finding


@pytest.mark.parametrize(
    ("born", "finding"),
    [
        (date(1982, 7, 18), "pass"),  # forty on the first day
        (date(1981, 7, 19), "pass"),  # forty-one tomorrow
        (date(1981, 7, 18), "fail"),
    ],
)
def test_age_is_that_of_the_first_day(born: date, finding: str):
    assert said(rule("age", high=40), born=(born, born), starts=STARTS) == finding


@pytest.mark.parametrize(("year", "finding"), [(1982, "pass"), (1981, "person"), (1980, "fail")])
def test_age_by_the_year_alone_may_be_for_a_person(year: int, finding: str):
    born = (date(year, 1, 1), date(year, 12, 31))
    assert said(rule("age", high=40), born=born, starts=STARTS) == finding


def test_age_without_a_birth_date_or_a_cohort_is_for_a_person():
    assert said(rule("age", high=40), starts=STARTS) == "person"
    assert said(rule("age", high=40), born=STARTS) == "person"


@pytest.mark.parametrize(
    ("ended", "finding"),
    [
        (None, "pass"),
        (date(2019, 7, 18), "pass"),
        (date(2019, 7, 19), "fail"),
        (date(2023, 1, 1), "fail"),  # a training that has not ended yet
    ],
)
def test_earlier_training(ended: date | None, finding: str):
    trained = (ended, ended) if ended else None
    assert said(rule("repeat", low=3), trained=trained, starts=STARTS) == finding


@pytest.mark.parametrize(
    ("degree", "finding"),
    [("secondary", "fail"), ("bachelor", "pass"), ("doctorate", "pass"), ("", "person")],
)
def test_degree(degree: str, finding: str):
    assert said(rule("education", education="bachelor"), education=degree) == finding


@pytest.mark.parametrize(("level", "finding"), [("basic", "fail"), ("native", "pass")])
def test_english(level: str, finding: str):
    assert said(rule("english", english="intermediate"), english=level) == finding


@pytest.mark.parametrize(
    ("field", "finding"), [("Molecular BIOLOGY", "pass"), ("생물학", "pass"), ("Law", "person")]
)
def test_field_in_other_words_is_for_a_person(field: str, finding: str):
    asked = rule("field", words=["biology", "생물"])
    assert said(asked, field_of_study=field) == finding


def test_papers():
    asked = rule("papers", papers=["cv", "endorsement"])
    assert said(asked, papers=frozenset(["cv"])) == "fail"
    assert said(asked, papers=frozenset(["cv", "endorsement"])) == "pass"


@given(
    low=some.none() | some.integers(0, 60),
    high=some.none() | some.integers(0, 60),
    first=some.dates(date(1930, 1, 1), date(2010, 1, 1)),
    day=some.dates(date(2022, 1, 1), date(2030, 12, 31)),
)
def test_a_year_never_says_more_than_the_day_does(
    low: int | None, high: int | None, first: date, day: date
):
    """Whoever checks by the year of birth is told what the application says, or to ask."""
    asked = rule("age", low=low, high=high)
    starts = (day, day)
    by_year = (date(first.year, 1, 1), date(first.year, 12, 31))
    exact = said(asked, born=(first, first), starts=starts)
    assert said(asked, born=by_year, starts=starts) in (exact, "person")


@given(degree=some.sampled_from(["", "other", *Education]), years=some.none() | some.integers(0))
def test_every_kind_answers_whatever_is_known(degree: str, years: int | None):
    parameters: dict[str, dict[str, Any]] = {
        "group": {"facts": ["citizenship"], "income_groups": ["L"]},
        "education": {"education": "bachelor"},
        "english": {"english": "basic"},
        "field": {"words": ["biology"]},
        "papers": {"papers": ["cv"]},
    }
    for kind in RuleKind:
        asked = rule(kind, **parameters.get(kind, {"low": 2, "high": 9}))
        one = evaluate(asked, Facts(education=degree, years=years))
        assert one.finding in Finding
        assert isinstance(one.why, str)
        assert str(asked)


@pytest.mark.parametrize(
    ("country", "finding"),
    [("UG", "pass"), ("KE", "fail"), ("JP", "fail"), ("", "person")],
)
def test_country_by_the_list_of_aid_recipients(country: str, finding: str):
    """Who is not on the OECD's list does not receive: nothing about it is for a person."""
    oda = ClassificationVintage(pk=3, code="DAC24", scheme="DAC_ODA")
    asked = rule("group", facts=["residence"], income_groups=["LDC", "LIC"], vintage=oda)
    groups = {(3, "UG"): "LDC", (3, "KE"): "LMIC", (1, "JP"): "L"}
    assert evaluate(asked, Facts(groups=groups, residence=country)).finding == finding
