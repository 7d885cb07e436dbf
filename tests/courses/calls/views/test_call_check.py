"""A visitor holds themselves against the rules of a call; nothing of it is kept."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from courses.calls.models import Call
from tests.factories.courses import CallFactory, VintageFactory, open_call, rule_of

pytestmark = pytest.mark.django_db

VIETNAM = {"nationality": "VN", "residence": "VN", "employer_country": "VN"}


@pytest.fixture
def call() -> Call:
    call = open_call()
    facts = ["citizenship", "residence", "employer"]
    rule_of(call, "group", facts=facts, income_groups=["L", "LM", "UM"])
    rule_of(call, "experience", high=6)
    rule_of(call, "papers", papers=["cv"])
    return call


def check(call: Call, client: Client | None = None, **answers: Any) -> Any:
    return (client or Client()).post(f"/calls/{call.code}/check/", answers)


def test_call_says_its_rules_in_words_and_leads_to_the_check(call: Call):
    page = Client().get(f"/calls/{call.code}/").content.decode()
    assert "Nationality, Residence, Country of the employer" in page
    assert "Low income, Lower-middle income, Upper-middle income (World Bank FY22)" in page
    assert "at most 6" in page
    assert f"/calls/{call.code}/check/" in page


def test_call_without_rules_promises_no_check():
    call = open_call()
    assert "/check/" not in Client().get(f"/calls/{call.code}/").content.decode()
    assert "nothing to check" in Client().get(f"/calls/{call.code}/check/").content.decode()


def test_only_so_many_checks_are_answered_in_a_minute(call: Call, settings: Settings):
    settings.ACCOUNT_RATE_LIMITS = {"self_check": "2/m/ip"}
    assert [check(call).status_code for _again in range(3)] == [422, 422, 429]
    page = check(call).content.decode()
    assert "Too many tries in a short time" in page
    assert Client().get(f"/calls/{call.code}/check/").status_code == 200


def test_only_what_a_rule_looks_at_is_asked(call: Call):
    page = Client().get(f"/calls/{call.code}/check/")
    assert list(page.context["form"].fields) == [
        "nationality", "second_nationality", "residence", "employer_country", "years",
    ]  # fmt: skip


def test_somebody_who_meets_every_rule_is_told_so_and_may_apply(call: Call):
    page = check(call, years="4", **VIETNAM).content.decode()
    assert "You meet every rule that can be checked here" in page
    assert "This is no decision" in page
    assert f"/calls/{call.code}/apply/" in page
    assert "To upload when you apply" in page


@pytest.mark.parametrize(
    ("answers", "finding"),
    [
        ({"years": "7"}, "fail"),
        ({"years": "6", "nationality": "JP"}, "fail"),
        ({"years": "6", "nationality": "JP", "second_nationality": "VN"}, "pass"),
        ({"years": "6", "nationality": "VE"}, "person"),
        ({"years": "6", "residence": "CK"}, "person"),
    ],
)
def test_answer_for_each_rule(call: Call, answers: dict[str, str], finding: str):
    page = check(call, **VIETNAM | answers)
    assert page.status_code == 200
    assert page.context["result"].finding == finding


def test_country_that_is_not_classified_is_explained(call: Call):
    page = check(call, years="1", **VIETNAM | {"nationality": "VE", "residence": "CK"})
    text = page.content.decode()
    assert "Venezuela (Not classified)" in text
    assert "Cook Islands (not in the list)" in text
    assert "A person would have to decide" in text


@pytest.mark.parametrize(
    "wrong", [{"nationality": "QQ"}, {"years": "-1"}, {"years": "9" * 40}, {"residence": ""}]
)
def test_wrong_answer_is_refused_and_the_rest_is_kept(call: Call, wrong: dict[str, str]):
    page = check(call, **{**VIETNAM, "years": "5", **wrong})
    assert page.status_code == 422
    assert page.context["result"] is None
    assert '<option value="VN" selected>' in page.content.decode()


def test_year_of_birth_and_of_the_last_training():
    call = open_call()
    rule_of(call, "age", high=40)
    rule_of(call, "repeat", low=3)
    rule_of(call, "field", words=["biology"])
    answers = {"birth_year": "1995", "field_of_study": "Biology", "last_trained": ""}
    assert check(call, **answers).context["result"].finding == "pass"
    for wrong in ({"birth_year": "95"}, {"birth_year": "2999"}, {"last_trained": "2999"}):
        assert check(call, **answers | wrong).status_code == 422


def test_nothing_is_kept(call: Call):
    client = Client()
    client.get(f"/calls/{call.code}/check/")  # what is set up around the call is kept
    with CaptureQueriesContext(connection) as done:
        page = check(call, client, years="4", **VIETNAM)
    # Save that somebody has tried from there, for the minute that the limit looks back.
    of_limits = ('"cache"', "SAVEPOINT")
    asked = [query for query in done if not any(word in query["sql"] for word in of_limits)]
    (only,) = asked  # whether anything around the call has changed
    assert only["sql"].strip().startswith("SELECT")
    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies
    assert "no-store" in page["Cache-Control"]


def test_korean_reader_reads_korean_rules(call: Call):
    client = Client(headers={"accept-language": "ko"})
    assert "국적" in client.get(f"/calls/{call.code}/check/").content.decode()


def test_call_that_nobody_sees_has_no_check():
    call = CallFactory()
    assert Client().get(f"/calls/{call.code}/check/").status_code == 404


def test_visitor_is_held_against_the_list_of_aid_recipients():
    call = open_call()
    oda = VintageFactory(code="DAC24", scheme="DAC_ODA", rows={"UG": "LDC", "VN": "LMIC"})
    rule_of(call, "group", facts=["residence"], income_groups=["LDC"], vintage=oda)
    page = Client().get(f"/calls/{call.code}/").text
    assert "Least developed country (OECD DAC) (list DAC24)" in page
    assert "Least developed country (OECD DAC)" in check(call, residence="UG").text
    said = [check(call, residence=country) for country in ("UG", "VN", "KR")]
    assert [page.context["result"].finding for page in said] == ["pass", "fail", "fail"]
