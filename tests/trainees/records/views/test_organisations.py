"""Organisations on their pages: suggested to applicants, named and merged by administrators."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from courses.calls.models import Call
from courses.organisations.models import Organisation, OrganisationMerge
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.reviews import submitted_review
from tests.factories.trainees import OrganisationFactory, eligible, offered, rule, submitted
from trainees.reviewing.models import Reviewer

pytestmark = pytest.mark.django_db
SUGGEST = "/organisations/"


@pytest.fixture
def call() -> Call:
    return open_call(CohortFactory())


@pytest.fixture
def office() -> Client:
    return as_user(user_with(Role.ADMISSIONS))


def merge_url(one: Organisation, other: Organisation) -> str:
    return reverse("admin:organisation_merge", args=[one.pk, other.pk])


def test_suggestions_are_names_and_nothing_else(call: Call):
    for _person in range(2):
        submitted(call, employer_name="Nanogen")
    client = as_user(UserFactory())
    answer = client.post(SUGGEST, {"q": "nan", "with": "VN"})
    assert answer.json() == {"names": ["Nanogen"]}
    assert answer["Cache-Control"].startswith("max-age=0")
    assert client.post(SUGGEST).json() == {"names": []}
    assert client.post(SUGGEST, {"q": "\x00n\x00", "with": "\x00"}).json() == {"names": []}


def test_suggestions_have_a_limit(settings: Settings):
    settings.ACCOUNT_RATE_LIMITS = {"suggestions": "2/h/user"}
    client = as_user(UserFactory())
    codes = [client.post(SUGGEST, {"q": "na"}).status_code for _time in range(3)]
    assert codes == [200, 200, 429]


def test_field_asks_for_suggestions_on_both_ways_to_fill_in(call: Call):
    person = submitted(call).applicant
    other = open_call()
    client = as_user(person.user)
    page = client.get(f"/calls/{other.code}/apply/all/")
    assert b'data-suggest="/organisations/"' in page.content
    assert b"js/suggest" in page.content


def test_name_is_added_on_the_page_and_refused_where_it_is_taken(call: Call, office: Client):
    first = submitted(call, employer_name="Nanogen").organisation
    submitted(call, employer_name="Vabiotech")
    url = reverse("admin:organisation_name", args=[first.pk])
    assert office.get(url).status_code == 200
    assert office.post(url, {"name": "", "country": "VN"}).status_code == 422
    done = office.post(url, {"name": "Nanogen JSC", "country": "VN"}, follow=True)
    assert b"Nanogen JSC" in done.content
    refused = office.post(url, {"name": "vabiotech", "country": "VN"})
    assert refused.status_code == 409
    assert "is a name of Vabiotech" in refused.content.decode()


def test_merge_is_previewed_then_done(call: Call, office: Client):
    goes = offered(call, employer_name="Nanogen").application.organisation
    stays = submitted(call, employer_name="Nanogen Pharma").organisation
    url = merge_url(goes, stays)
    assert office.get(url).status_code == 200
    assert office.post(url, {"stays": stays.pk}).status_code == 422
    chosen = {"stays": stays.pk, "reason": "Renamed"}
    preview = office.post(url, chosen).content.decode()
    assert "What this merge would do" in preview
    assert not OrganisationMerge.objects.exists()
    done = office.post(url, {**chosen, "confirmed": "1"}, follow=True).content.decode()
    assert "They are one organisation now" in done
    assert "Renamed" in done


def test_preview_says_what_is_in_the_way(call: Call, office: Client):
    cohort = call.cohorts.get()
    rule(cohort, "organisation", ceiling=1)
    goes, stays = (
        offered(call, employer_name=name).application.organisation for name in ("A Lab", "B Lab")
    )
    chosen = {"stays": stays.pk, "reason": "One"}
    preview = office.post(merge_url(goes, stays), chosen).content.decode()
    assert "would count 2 places, and allows 1" in preview
    assert "Merge them" not in preview
    refused = office.post(merge_url(goes, stays), {**chosen, "confirmed": "1"})
    assert (refused.status_code, OrganisationMerge.objects.count()) == (409, 0)


def test_preview_names_reviews_of_colleagues_and_another_country(call: Call, office: Client):
    review = submitted_review(eligible(call, employer_name="Nanogen"))
    theirs = OrganisationFactory(country="BR")
    Reviewer.objects.create(user=review.reviewer, organisation=theirs)
    both = theirs, review.application.organisation
    preview = office.post(merge_url(*both), {"stays": both[1].pk, "reason": "One"})
    assert "would become colleagues" in preview.content.decode()
    assert "different countries" in preview.content.decode()


def test_two_are_ticked_in_the_list_and_lead_to_the_preview(call: Call, office: Client):
    goes, stays = OrganisationFactory(), OrganisationFactory()
    url = reverse("admin:courses_organisation_changelist")
    ticked = {"action": "merge_two", "_selected_action": [goes.pk, stays.pk]}
    assert office.post(url, ticked).url == merge_url(goes, stays)
    one = office.post(url, ticked | {"_selected_action": [goes.pk]}, follow=True)
    assert b"Tick exactly two" in one.content


def test_list_is_searched_by_any_name_and_filtered(call: Call, office: Client):
    goes = submitted(call, employer_name="Nanogen").organisation
    stays = submitted(call, employer_name="Vabiotech").organisation
    office.post(merge_url(goes, stays), {"stays": stays.pk, "reason": "One", "confirmed": "1"})
    url = reverse("admin:courses_organisation_changelist")
    found = office.get(f"{url}?q=nanogen&standing=stands").context["cl"].result_list
    assert [(row.pk, row.n_applications) for row in found] == [(stays.pk, 2)]
    merged = office.get(f"{url}?standing=merged").context["cl"].result_list
    assert list(merged) == [goes]


def test_who_only_reads_sees_no_step(call: Call):
    one = OrganisationFactory()
    auditor = as_user(user_with(Role.AUDITOR))
    listing = auditor.get(reverse("admin:courses_organisation_changelist"))
    assert b"merge_two" not in listing.content
    page = auditor.get(reverse("admin:courses_organisation_change", args=[one.pk]))
    assert b"Add another name" not in page.content


def test_address_from_before_the_table_moved_is_followed(db: None):
    one = OrganisationFactory()
    client = as_user(user_with(Role.AUDITOR))
    for rest in ("", "?q=bio", f"{one.pk}/change/"):
        answer = client.get(f"/admin/trainees/organisation/{rest}")
        assert (answer.status_code, answer["Location"]) == (
            308,
            f"/admin/courses/organisation/{rest}",
        )
