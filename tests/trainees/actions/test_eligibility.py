"""Eligibility checks: what each rule says, kept beside what it said before."""

from datetime import date
from typing import Any

import pytest

from courses.models import Call
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.trainees import ApplicantFactory, submitted
from trainees.actions import applications, eligibility
from trainees.models import Application, EligibilityResult

pytestmark = pytest.mark.django_db


def findings(application: Application) -> dict[str, str]:
    newest = EligibilityResult.objects.newest().filter(application=application)
    return dict(newest.values_list("rule", "finding"))


def asking(**facts: object) -> Call:
    call = open_call()
    Call.objects.filter(pk=call.pk).update(**facts)
    call.refresh_from_db()
    return call


def test_submission_checks_each_rule_and_says_that_all_is_met():
    application = submitted()
    assert findings(application) == dict.fromkeys(["stream", "country", "papers", "person"], "pass")
    application.refresh_from_db()
    assert application.is_clear is True


def test_koreans_do_not_depend_on_the_income_group_list():
    application = submitted(applicant__nationality="KR")
    assert findings(application)["stream"] == findings(application)["country"] == "pass"


def test_dual_national_of_korea_is_in_its_stream():
    application = submitted(applicant__nationality="VN", applicant__second_nationality="KR")
    assert application.stream.code == "KOREA"
    assert findings(application)["country"] == "pass"


@pytest.mark.parametrize("country", ["VE", "FR"])
def test_country_not_classified_or_not_listed_goes_to_a_person(country: str):
    application = submitted(applicant__nationality=country)
    assert findings(application)["stream"] == "person"
    assert findings(application)["country"] == "person"
    application.refresh_from_db()
    assert application.is_clear is False
    assert application.status == "submitted"


@pytest.mark.parametrize(("years", "finding"), [(2, "fail"), (3, "pass")])
def test_experience_is_compared_where_the_call_asks(years: int, finding: str):
    application = submitted(asking(min_experience=3), years_of_experience=years)
    assert findings(application)["experience"] == finding


@pytest.mark.parametrize(("degree", "finding"), [("secondary", "fail"), ("bachelor", "pass")])
def test_degree_is_compared_where_the_call_asks(degree: str, finding: str):
    application = submitted(asking(min_education="bachelor"), education=degree)
    assert findings(application)["education"] == finding


def test_same_name_and_birth_date_under_another_account_goes_to_a_person():
    call = open_call()
    same = {"given_names": "Ana", "family_name": "Silva", "birth_date": date(1990, 1, 2)}
    first = submitted(call, applicant=ApplicantFactory(**same))
    second = submitted(call, applicant=ApplicantFactory(**same | {"given_names": "ANA"}))
    result = EligibilityResult.objects.get(application=second, rule="person")
    assert (result.finding, result.inputs) == ("person", {"others": [first.reference]})


def test_later_check_adds_and_the_application_follows_the_newest():
    application = submitted(applicant__nationality="VE")
    stream = application.call.program.streams.get(code="LMIC")
    applications.decide_stream(application, stream, by=UserFactory(), reason="Letter")
    assert findings(application)["stream"] == "pass"
    kept = EligibilityResult.objects.filter(application=application, rule="stream")
    assert list(kept.values_list("number", "finding")) == [(1, "person"), (2, "pass")]


def test_check_has_fixed_statements(django_assert_num_queries: Any):
    call = open_call()
    several = [submitted(call) for _n in range(3)]
    # Applications, numbers, papers, countries, streams, namesakes, results; and the savepoint.
    for some in (several[:1], several):
        with django_assert_num_queries(9):
            eligibility.check(some)
