"""Conditions through the pages of the office and of the applicant."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import open_call
from tests.factories.trainees import condition, eligible, offered, staged
from trainees.joining.models import Condition, Enrolment

pytestmark = pytest.mark.django_db

BOARD = "/admin/courses/cohort/{}/conditions/"


@pytest.fixture
def admissions(db: None) -> Client:
    return as_user(user_with(Role.ADMISSIONS))


def form(**facts: str) -> dict[str, str]:
    due_at = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    asked = {"condition_kind": "visa", "due_at": due_at, "when_missed": "lapse"}
    return asked | facts


def test_condition_is_set_for_one_and_settled_by_clicking(admissions: Client):
    offer = offered()
    page = f"/admin/trainees/application/{offer.application_id}/change/"
    step = f"/admin/trainees/application/{offer.application_id}/condition/"
    assert step in admissions.get(page).content.decode()
    assert admissions.get(step).status_code == 200
    assert admissions.post(step, form()).status_code == 302
    made = Condition.objects.get()
    settle = f"/admin/trainees/application/condition/{made.pk}/settle/"
    assert settle in admissions.get(page).content.decode()
    assert "Have the visa granted" in admissions.get(settle).content.decode()
    assert admissions.post(settle, {"to": "waived"}).status_code == 422
    assert admissions.post(settle, {"to": "met"}).status_code == 302
    made.refresh_from_db()
    assert made.status == "met"


@pytest.mark.parametrize(
    "wrong", [{"condition_kind": "other"}, {"due_at": "2020-01-01T10:00"}, {"when_missed": "x"}]
)
def test_condition_that_says_too_little_is_not_set(admissions: Client, wrong: dict[str, str]):
    offer = offered()
    step = f"/admin/trainees/application/{offer.application_id}/condition/"
    assert admissions.post(step, form(**wrong)).status_code == 422
    assert not Condition.objects.exists()


def test_several_are_previewed_and_those_it_cannot_concern_left_out(admissions: Client):
    call = open_call()
    chosen = [staged(call), staged(call), eligible(call)]
    url = BOARD.format(chosen[0].cohort_id)
    ticked = form() | {"applications": [a.pk for a in chosen]}
    page = admissions.post(url, ticked)
    told = page.content.decode()
    assert "neither staged to be selected" in told
    assert "Do it for 2 applications" in told
    digest = page.context["plan"].digest
    confirmed = ticked | {"applications": [a.pk for a in chosen[:2]], "digest": digest}
    assert admissions.post(url, confirmed).status_code == 302
    assert Condition.objects.not_offered().count() == 2


def test_board_says_what_is_missing_in_a_condition(admissions: Client):
    application = staged()
    url = BOARD.format(application.cohort_id)
    refused = form(condition_kind="other") | {"applications": [application.pk]}
    page = admissions.post(f"{url}?status=eligible", refused)
    assert page.status_code == 422
    told = page.content.decode()
    assert "Say in words what has to be done." in told
    # A browser shows the first open one of a name, so there is only that.
    assert told.count('<details name="step" open>') == 1
    assert told.index('<details name="step" open>') > told.index("Take staged decisions back")


def test_applicant_sees_the_condition_before_and_after_accepting():
    offer = offered()
    made = condition(offer, text="Business visa C-3-4")
    client = as_user(offer.application.applicant.user)
    pages = [f"/applications/{offer.application_id}/", f"/offers/{offer.pk}/accept/"]
    for page in pages:
        assert "Business visa C-3-4" in client.get(page).content.decode()
    client.post(pages[1])
    told = client.get(pages[0]).content.decode()
    assert "Conditions of your place" in told
    assert timezone.localtime(made.due_at).isoformat(timespec="seconds") in told


def test_overdue_condition_stands_on_the_start_page_and_can_end_the_place():
    officer = user_with(Role.ADMISSIONS)
    made = condition(offered(), when_missed=Condition.WhenMissed.PERSON)
    as_user(made.application.applicant.user).post(f"/offers/{made.offer_id}/accept/")
    settle = f"/admin/trainees/application/condition/{made.pk}/settle/"
    as_user(officer).post(settle, {"to": "missed", "reason": "Not yet due"})
    made.refresh_from_db()
    assert made.status == "open"
    with time_machine.travel(made.due_at):
        client = as_user(officer)
        (item,) = [i for i in client.get("/admin/").context["work"] if "overdue" in str(i.label)]
        assert item.count == 1
        assert settle in client.get(item.url).content.decode()
        assert client.post(settle, {"to": "missed", "reason": "No visa"}).status_code == 302
        assert list(client.get(item.url).context["cl"].result_list) == []
    assert Enrolment.objects.get().status == "cancelled"


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_an_application_asks_no_more_for_more_conditions(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    offer = offered()
    for _number in range(count):
        condition(offer)
    client = as_user(offer.application.applicant.user)
    client.get(f"/applications/{offer.application_id}/")  # fills what the process keeps
    # Session, user; application, offer, documents, history, online, waiting list, appeal, deferral,
    # later cohorts; its conditions for the panel of the offer and of what was accepted; the form
    # after acceptance; what is set up around the call; programs and texts of consents.
    with django_assert_num_queries(17):
        client.get(f"/applications/{offer.application_id}/")


def test_way_to_settle_is_shown_to_those_who_may(admissions: Client):
    made = condition(offered())
    settle = f"/admin/trainees/application/condition/{made.pk}/settle/"
    pages = [
        f"/admin/trainees/application/{made.application_id}/change/", "/admin/trainees/condition/",
    ]  # fmt: skip
    coordinator = as_user(user_with(Role.COORDINATOR))
    for page in pages:
        assert settle in admissions.get(page).content.decode()
        told = coordinator.get(page).content.decode()
        assert settle not in told
        assert "Have the visa granted" in told
