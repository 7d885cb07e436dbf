"""A cohort's board: listing, screening and staging several at once, preview and publication."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import eligible, quota, staged, submitted
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.selecting.models import Decision

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]

# Session, user, the roles' permissions; the cohort; streams and countries of the
# filters; tallies, staged and seats of the summary; the rows, their staged decisions, their
# offers; the latest steps of screening; the staged decisions in the menu.
QUERIES = 14


def confirm(client: Client, step: str, posted: dict[str, Any]) -> Any:
    """Confirm a step on several as its preview asks to."""
    page = client.post(step, posted)
    assert page.status_code == 200
    return client.post(step, posted | {"digest": page.context["plan"].digest}, follow=True)


@pytest.mark.parametrize("count", [1, 3])
def test_board_has_a_fixed_number_of_queries(
    as_role: SignIn, django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    call = open_call()
    for _number in range(count):
        staged(call)
    client = as_role(Role.ADMISSIONS)
    with django_assert_num_queries(QUERIES):
        page = client.get(f"/admin/courses/cohort/{call.cohorts.get().pk}/board/")
    assert page.content.decode().count("data-select-item") == count


def test_board_filters_and_searches(as_role: SignIn):
    call = open_call()
    submitted(call, applicant__given_names="Wanjirũ", applicant__nationality="KE")
    eligible(call, applicant__given_names="Hương", applicant__nationality="VN")
    submitted(call, applicant__given_names="José", applicant__nationality="VE")
    client, board = (
        as_role(Role.ADMISSIONS),
        f"/admin/courses/cohort/{call.cohorts.get().pk}/board/",
    )
    for query, shown, hidden in [
        ("status=submitted", "Wanjirũ", "Hương"),
        ("country=VN", "Hương", "Wanjirũ"),
        ("name=wanji", "Wanjirũ", "Hương"),
        ("stream=none", "José", "Hương"),
        (f"stream={call.program.streams.get(code='LMIC').pk}", "Hương", "José"),
    ]:
        page = client.get(f"{board}?{query}").content.decode()
        assert shown in page
        assert hidden not in page
    assert "No application here" in client.get(f"{board}?name=nobody").content.decode()


def test_screening_several_needs_a_reason_to_refuse(as_role: SignIn):
    call = open_call()
    people = [submitted(call) for _number in range(3)]
    client, step = (
        as_role(Role.ADMISSIONS),
        f"/admin/courses/cohort/{call.cohorts.get().pk}/screen/",
    )
    ticked = [a.pk for a in people[:2]]

    refused = client.post(step, {"applications": ticked, "is_eligible": "no"})
    assert refused.status_code == 422
    assert "Choose why they are not eligible" in refused.content.decode()

    answer = {"applications": ticked, "is_eligible": "no", "screening_reason": "experience"}
    assert confirm(client, step, answer).status_code == 200
    statuses = Application.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["ineligible", "ineligible", "submitted"]
    mails = OutgoingEmail.objects.filter(kind="application_ineligible")
    assert [("Years of experience" in mail.text) for mail in mails] == [True, True]


def test_several_are_found_eligible_at_once(as_role: SignIn):
    call = open_call()
    people = [submitted(call) for _number in range(3)]
    step = f"/admin/courses/cohort/{call.cohorts.get().pk}/screen/"
    ticked = {"applications": [a.pk for a in people[:2]], "is_eligible": "yes"}
    answer = confirm(as_role(Role.ADMISSIONS), step, ticked)
    assert "2 applications screened." in answer.content.decode()
    statuses = Application.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["eligible", "eligible", "submitted"]


def test_nothing_ticked_is_said(as_role: SignIn):
    call = open_call()
    submitted(call)
    answer = as_role(Role.ADMISSIONS).post(
        f"/admin/courses/cohort/{call.cohorts.get().pk}/screen/", {"is_eligible": "yes"}
    )
    assert answer.status_code == 422
    assert "Tick at least one application first" in answer.content.decode()


def test_application_of_another_cohort_is_refused(as_role: SignIn):
    here, elsewhere = open_call(), submitted()
    submitted(here)
    answer = as_role(Role.ADMISSIONS).post(
        f"/admin/courses/cohort/{here.cohorts.get().pk}/screen/",
        {"applications": [elsewhere.pk], "is_eligible": "yes"},
    )
    assert answer.status_code == 422
    elsewhere.refresh_from_db()
    assert elsewhere.status == ApplicationStatus.SUBMITTED


def test_staging_tells_nobody_and_can_be_taken_back(as_role: SignIn):
    call = open_call()
    application = eligible(call)
    client, cohort = as_role(Role.ADMISSIONS), f"/admin/courses/cohort/{call.cohorts.get().pk}"
    before = OutgoingEmail.objects.count()
    answer = {"applications": [application.pk], "outcome": "waitlisted", "reason": "places"}

    assert client.post(f"{cohort}/stage/", answer).status_code == 302
    application.refresh_from_db()
    assert Decision.objects.staged().get().outcome == Outcome.WAITLISTED
    assert (application.status, OutgoingEmail.objects.count()) == ("eligible", before)

    refused = client.post(f"{cohort}/unstage/", {"applications": [application.pk]})
    assert "Say in the note why you take the decision back." in refused.content.decode()
    client.post(f"{cohort}/unstage/", {"applications": [application.pk], "note": "Too early"})
    assert not Decision.objects.exists()


def test_preview_shows_each_quota_and_line_and_publishing_does_it(as_role: SignIn):
    cohort = CohortFactory()
    quota(cohort, 5, name="Total places")
    package_for(line_of(grant_for(cohort.program)), amount=1_000)
    staged(open_call(cohort))
    client, address = as_role(Role.ADMISSIONS), f"/admin/courses/cohort/{cohort.pk}/publish/"

    page = client.get(address).content.decode()
    assert "Total places" in page
    assert "KRW\N{NO-BREAK SPACE}1,000" in page
    assert "KRW\N{NO-BREAK SPACE}499,000" in page

    assert client.post(address).status_code == 302
    assert Offer.objects.count() == 1
    assert "Nothing is staged" in client.get(address).content.decode()


def test_preview_refuses_what_does_not_fit(as_role: SignIn):
    cohort = CohortFactory()
    quota(cohort, 1, name="Total places")
    call = open_call(cohort)
    staged(call)
    staged(call)
    client, address = as_role(Role.ADMISSIONS), f"/admin/courses/cohort/{cohort.pk}/publish/"
    page = client.get(address).content.decode()
    assert "1 too many" in page
    assert "This cannot be published" in page
    refused = client.post(address)
    assert refused.status_code == 409
    assert "Total places: 0 of 1 places are taken and 2 more" in refused.content.decode()
    assert not Offer.objects.exists()


def test_preview_refuses_more_money_than_the_line_has(as_role: SignIn):
    cohort = CohortFactory()
    package_for(line_of(grant_for(cohort.program), budget=900), amount=1_000)
    staged(open_call(cohort))
    client, address = as_role(Role.ADMISSIONS), f"/admin/courses/cohort/{cohort.pk}/publish/"
    assert "too little" in client.get(address).content.decode()
    refused = client.post(address)
    assert refused.status_code == 409
    assert "KRW 1,000 is needed and KRW 900 is available" in refused.content.decode()
    assert Application.objects.get().status == ApplicationStatus.ELIGIBLE


def test_undecided_stream_stops_publication_until_a_person_decides(as_role: SignIn):
    call = open_call()
    application = staged(call, applicant__nationality="VE")
    assert application.stream is None
    client, cohort = as_role(Role.ADMISSIONS), f"/admin/courses/cohort/{call.cohorts.get().pk}"
    assert client.post(f"{cohort}/publish/").status_code == 409

    stream = call.program.streams.get(code="LMIC")
    step = f"/admin/trainees/application/{application.pk}/stream/"
    client.post(step, {"stream": stream.pk, "reason": "Letter of the ministry"})
    application.refresh_from_db()
    assert application.stream == stream
    assert application.stream_inputs["reason"] == "Letter of the ministry"
    assert client.post(f"{cohort}/publish/").status_code == 302
