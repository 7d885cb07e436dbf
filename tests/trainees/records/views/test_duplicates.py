"""Possible duplicates: found whatever the spelling, compared, and kept apart for good."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.organisations.errors import OrganisationsApart
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import open_call
from tests.factories.trainees import ApplicantFactory, OrganisationFactory, submitted
from trainees.people.models import Applicant, PersonMerge
from trainees.records.actions import duplicates, organisation_merges, people_merges
from trainees.records.actions.people_merges import FACTS
from trainees.records.errors import OneOnly, PeopleApart
from trainees.records.models import NotDuplicate
from trainees.records.reports.duplicates import pairs

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


def test_nobody_is_two_people_by_themself(office: Client):
    one, by = person("Ada", "Lee", "ada@example.org"), UserFactory()
    assert office.get(compare(one, one)).status_code == 404
    assert office.post(compare(one, one), {"reason": "Twins"}).status_code == 404
    with pytest.raises(OneOnly):
        duplicates.mark_different(one, one, reason="Twins", by=by)
    with pytest.raises(PeopleApart):
        people_merges.merge(one, one, right={}, reason="Same", by=by)
    company = OrganisationFactory()
    with pytest.raises(OrganisationsApart):
        organisation_merges.merge(company, company, reason="One", by=by)
    administrator = as_user(user_with(Role.ADMINISTRATOR))
    for page, thing in {"people_merge": one, "organisation_merge": company}.items():
        address = reverse(f"admin:{page}", args=[thing.pk, thing.pk])
        assert administrator.get(address).status_code == 404


def test_who_said_so_first_stands():
    one, other = person("Hoa", "Tran"), person("Hoa", "Tran")
    for reason in ("Twins", "Again"):
        duplicates.mark_different(other, one, reason=reason, by=UserFactory())
    assert NotDuplicate.objects.get().reason == "Twins"


def seen(preview: Any) -> dict[str, str]:
    """The button below a preview: what was looked at."""
    return {"confirmed": preview.context["form"].chosen}


def merge_page(*both: Applicant) -> str:
    one, other = sorted(person.pk for person in both)
    return f"/admin/trainees/applicant/duplicates/{one}/{other}/merge/"


def test_administrator_chooses_previews_and_merges():
    goes = ApplicantFactory(given_names="Thu Ha", family_name="Nguyen", residence="LA")
    stays = ApplicantFactory(given_names="Ha", family_name="Nguyen", residence="TH")
    application = submitted(open_call(), applicant=goes)
    office = as_user(user_with(Role.ADMINISTRATOR))
    url = merge_page(goes, stays)
    compare = office.get(url.replace("merge/", "")).text
    assert url in compare
    page = office.get(url).text
    assert "Thu Ha" in page
    assert "Right: family name" not in page
    assert office.post(url, {"stays": stays.pk}).status_code == 422
    chosen = {
        "stays": stays.pk,
        "given_names": goes.pk,
        "residence": stays.pk,
        "reason": "Same passport",
    }
    preview = office.post(url, chosen)
    assert application.reference in preview.text
    assert not PersonMerge.objects.exists()
    done = office.post(url, chosen | seen(preview), follow=True).text
    assert "They are one account now" in done
    assert "Same passport" in done
    assert "Thailand (Laos)" in done
    stays.refresh_from_db()
    assert stays.given_names == "Thu Ha"
    assert office.get(url).status_code == 404


def test_preview_says_what_stands_in_the_way_and_offers_no_button():
    call = open_call()
    goes, stays = (submitted(call, applicant__family_name="Ly").applicant for _one in range(2))
    Applicant.objects.update(given_names="Hoa")
    office = as_user(user_with(Role.ADMINISTRATOR))
    chosen = {"stays": stays.pk, "reason": "Same passport"}
    page = office.post(merge_page(goes, stays), chosen)
    assert "withdrawn first" in page.text
    assert 'name="confirmed"' not in page.text
    assert office.post(merge_page(goes, stays), chosen | seen(page)).status_code == 409


def test_another_choice_after_the_preview_is_shown_before_it_is_made():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    office, url = as_user(user_with(Role.ADMINISTRATOR)), merge_page(goes, stays)
    facts = dict.fromkeys(FACTS, stays.pk)
    preview = office.post(url, facts | {"stays": stays.pk, "reason": "Same passport"})
    other = facts | {"stays": goes.pk, "reason": "Same passport"}
    again = office.post(url, other | seen(preview))
    assert "Merge the accounts" in again.text
    assert not PersonMerge.objects.exists()
    assert office.post(url, other | seen(again)).status_code == 302
    assert PersonMerge.objects.get().applicant == goes


def test_admissions_compare_and_do_not_merge():
    goes, stays = ApplicantFactory(), ApplicantFactory()
    admissions = as_user(user_with(Role.ADMISSIONS))
    page = admissions.get(merge_page(goes, stays).replace("merge/", ""))
    assert page.status_code == 200
    assert merge_page(goes, stays) not in page.text
    assert admissions.get(merge_page(goes, stays)).status_code == 403
