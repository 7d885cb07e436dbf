"""Possible duplicates: found whatever the spelling, compared, and kept apart for good."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ivi_training.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import open_call
from tests.factories.trainees import ApplicantFactory, submitted
from trainees.actions import duplicates
from trainees.models import Applicant, NotDuplicate
from trainees.reports.duplicates import pairs

pytestmark = pytest.mark.django_db
LIST = "/admin/trainees/applicant/duplicates/"


@pytest.fixture
def office() -> Client:
    return as_user(user_with(Role.ADMISSIONS))


def person(given: str, family: str, email: str = "", **facts: object) -> Applicant:
    more = {"user": UserFactory(email=email)} if email else {}
    return ApplicantFactory(given_names=given, family_name=family, **more, **facts)


def compare(one: Applicant, other: Applicant) -> str:
    return reverse("admin:duplicate_compare", args=[one.pk, other.pk])


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("JOSÉ MARÍA", "Muñoz"),
        ("Munoz", "Jose Maria"),
        ("jose-maria", "munoz"),
        ("Jose  Maria Munoz", ""),
    ],
)
def test_name_is_the_same_whatever_its_spelling(given: str, family: str):
    first = person("José María", "Muñoz")
    second = person(given, family)
    (pair,) = pairs()
    assert (pair.first, pair.second, pair.has_same_name) == (first, second, True)


def test_names_in_hangul_are_told_apart():
    person("민수", "김")
    person("민준", "김")
    same = person("김민", "수"), person("수", "김민")
    assert [(pair.first, pair.second) for pair in pairs()] == [same]


@pytest.mark.parametrize("email", ["h.o.a@example.org", "hoa+who@example.org", "hoa@example.com"])
def test_variants_of_an_address_are_found(email: str):
    person("Hoa", "Tran", "hoa@example.org")
    person("Ngoc", "Le", email)
    (pair,) = pairs()
    assert (pair.has_same_name, pair.has_same_address) == (False, True)


def test_namesakes_born_on_other_days_are_left_alone():
    person("Hoa", "Tran")
    person("Hoa", "Tran", birth_date=date(1991, 5, 17))
    person("Hoa", "Tran", birth_date=None)
    assert pairs() == []


@pytest.mark.parametrize("people", [2, 5])
def test_pairs_take_two_queries(people: int):
    for _number in range(people):
        person("Hoa", "Tran")
    with CaptureQueriesContext(connection) as asked:
        assert len(pairs()) == people * (people - 1) / 2
    assert len(asked) == 2  # the pairs; the people


def test_pair_is_compared_and_kept_apart_for_good(office: Client):
    call = open_call()
    first = submitted(call, applicant=person("Hoa", "Tran", "hoa@example.org")).applicant
    second = submitted(call, applicant=person("Hoa", "TRAN", residence="KR")).applicant
    assert "1 pair to look at" in office.get(LIST).content.decode()
    page = office.get(compare(second, first)).content.decode()
    assert "hoa@example.org" in page
    assert page.count("differs") == 3  # address, family name, residence
    assert office.post(compare(first, second), {"reason": ""}).status_code == 422
    done = office.post(compare(first, second), {"reason": "Two passports seen"}, follow=True)
    assert "No pair to look at" in done.content.decode()
    kept = NotDuplicate.objects.get()
    assert (kept.first, kept.second, kept.reason) == (first, second, "Two passports seen")
    assert "Two passports seen" in office.get(compare(first, second)).content.decode()


def test_who_said_so_first_stands():
    one, other = person("Hoa", "Tran"), person("Hoa", "Tran")
    for reason in ("Twins", "Again"):
        duplicates.keep_apart(other, one, reason=reason, by=UserFactory())
    assert NotDuplicate.objects.get().reason == "Twins"
