"""Eligibility checks: what each rule says, kept beside what it said before."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from courses.calls.actions import call_rules, setup
from courses.calls.models import Call
from courses.calls.statuses import RequiredPaper
from courses.programs.models import Program
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, VintageFactory, open_call, rule_of
from tests.factories.files import pdf
from tests.factories.trainees import ApplicantFactory, draft, offered, submitted
from trainees.applying.actions import papers
from trainees.applying.models import Application, Document
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import offers
from trainees.screening.actions import eligibility, stream_decisions, submissions
from trainees.screening.models import EligibilityResult

pytestmark = pytest.mark.django_db


def findings(application: Application) -> dict[str, str]:
    newest = EligibilityResult.objects.newest().filter(application=application)
    return dict(newest.values_list("rule", "finding"))


def asking(kind: str, **facts: Any) -> Call:
    return rule_of(open_call(), kind, **facts).call


def test_submission_checks_each_rule_and_says_that_all_is_met():
    application = submitted()
    assert findings(application) == dict.fromkeys(["stream", "country", "person"], "pass")
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
    application = submitted(asking("experience", low=3), years_of_experience=years)
    assert findings(application)["experience"] == finding


@pytest.mark.parametrize(("degree", "finding"), [("secondary", "fail"), ("bachelor", "pass")])
def test_degree_is_compared_where_the_call_asks(degree: str, finding: str):
    application = submitted(asking("education", education="bachelor"), education=degree)
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
    stream_decisions.decide(application, stream, by=UserFactory(), reason="Letter")
    assert findings(application)["stream"] == "pass"
    kept = EligibilityResult.objects.filter(application=application, rule="stream")
    assert list(kept.values_list("number", "finding")) == [(1, "person"), (2, "pass")]


def test_check_has_fixed_statements(django_assert_num_queries: Any):
    call = asking("group", facts=["residence"], income_groups=["LM"])
    several = [submitted(call) for _n in range(3)]
    # The call, applications, namesakes, results; besides only what a rule asks.
    for some in (several[:1], several):
        with django_assert_num_queries(4):
            eligibility.check(some)


def test_every_rule_of_the_call_keeps_what_it_said_and_from_what():
    call = asking("group", facts=["citizenship", "employer"], income_groups=["L", "LM", "UM"])
    rule_of(call, "english", english="advanced")
    rule_of(call, "papers", papers=["cv", "endorsement"])
    application = draft(call, employer_country="JP", english="intermediate")
    papers.store(application, "endorsement", pdf("letter.pdf", height=145))
    submissions.submit(application, by=application.applicant.user)
    kept = {
        result.rule: (result.finding, result.call_rule.kind, result.inputs)
        for result in application.eligibility_results.exclude(call_rule=None)
    }
    assert kept == {
        "group": (
            "fail",
            "group",
            {
                "vintage": "FY22",
                "match": "all",
                "facts": {"citizenship": [["VN", "LM"]], "employer": [["JP", "H"]]},
            },
        ),
        "english": ("fail", "english", {"asked": "advanced", "level": "intermediate"}),
        "papers": ("pass", "papers", {"given": ["cv", "endorsement"], "missing": []}),
    }
    application.refresh_from_db()
    assert (application.status, application.is_clear) == ("submitted", False)


def test_two_rules_of_one_kind_are_two_results():
    call = asking("group", facts=["citizenship"], income_groups=["LM"])
    rule_of(call, "group", facts=["residence"], countries=["KE"])
    application = submitted(call)
    results = application.eligibility_results.filter(rule="group").order_by("pk")
    assert [result.finding for result in results] == ["pass", "fail"]


@pytest.mark.parametrize(("years", "finding"), [(1, "pass"), (30, "fail")])
def test_earlier_training_counts_by_the_years_since_its_end(years: int, finding: str):
    first = CohortFactory(starts_on=date(2028, 3, 1), ends_on=date(2028, 4, 1))
    offer = offered(open_call(first))
    offers.accept(offer, by=offer.application.applicant.user)
    call = asking("repeat", low=years)
    application = submitted(call, applicant=offer.application.applicant)
    result = application.eligibility_results.get(rule="repeat")
    assert (result.finding, result.inputs["last"]) == (finding, "2028-04-01")


def test_rules_stand_from_the_first_submitted_application():
    call = asking("english", english="basic")
    assert call.rules_frozen_at is None
    submitted(call)
    call.refresh_from_db()
    frozen_at = call.rules_frozen_at
    assert frozen_at is not None
    with pytest.raises(DatabaseError, match="they stand"), transaction.atomic():
        rule_of(call, "age", high=40)
    with pytest.raises(call_rules.RulesFrozen):
        call_rules.require_changeable(call)
    submitted(call)
    call.refresh_from_db()
    assert call.rules_frozen_at == frozen_at


def test_program_judges_by_one_vintage_once_somebody_has_applied():
    program = submitted().call.program
    other = VintageFactory(code="FY23")
    with pytest.raises(DatabaseError, match="its vintage stands"), transaction.atomic():
        Program.objects.filter(pk=program.pk).update(vintage=other)


def test_papers_that_a_rule_can_ask_for_are_those_that_every_call_takes():
    assert list(RequiredPaper.choices) == [(p.value, p.label) for p in Document.PAPERS]


def test_application_is_held_against_the_list_of_aid_recipients():
    call = open_call()
    oda = VintageFactory(code="DAC24", scheme="DAC_ODA", rows={"VN": "LMIC"})
    rule_of(call, "group", facts=["citizenship"], income_groups=["LMIC"], vintage=oda)
    application = submitted(call)
    (said,) = application.eligibility_results.filter(call_rule__isnull=False)
    assert said.finding == "pass"
    assert said.inputs["vintage"] == "DAC24"


def test_our_statement_finds_the_namesakes_that_the_orm_finds():
    call = open_call()
    first, second, *_others = [
        submitted(call, applicant=ApplicantFactory(birth_date=date(1990, 5, number)))
        for number in (17, 17, 18)
    ]
    draft(call, applicant=ApplicantFactory(birth_date=date(1990, 5, 17)))
    found = eligibility._namesakes([first], {call.pk: setup.of(call.pk)})
    same_day = Application.objects.filter(
        applicant__birth_date=date(1990, 5, 17), submitted_at__isnull=False
    ).exclude(status=ApplicationStatus.WITHDRAWN)
    assert {pk: ref for group in found.values() for pk, ref in group.items()} == dict(
        same_day.values_list("pk", "reference")
    )
    assert {first.pk, second.pk} == set(same_day.values_list("pk", flat=True))
