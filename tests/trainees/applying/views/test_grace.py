"""A file on its way when the call closes: it is kept, and there is a little time to hand in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from courses.calls.actions import calls
from courses.calls.models import Call
from tests.conftest import as_user
from tests.factories.courses import open_call
from tests.factories.files import pdf
from tests.factories.trainees import draft
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CLOCKS: list[time_machine.Traveller] = []


def slow_line(get_response: Any) -> Any:
    """Five minutes pass while the body of a request arrives."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if CLOCKS and request.method == "POST":
            CLOCKS[0].shift(5 * MINUTE)
        return get_response(request)

    return middleware


@pytest.fixture
def application() -> Application:
    return draft(open_call())


@pytest.fixture
def client(application: Application, settings: Settings, clock: time_machine.Traveller) -> Client:
    """Signed in a moment ago, on a slow line."""
    middleware = list(settings.MIDDLEWARE)
    middleware.insert(
        middleware.index("ivi_training.health.middleware.note_arrival") + 1, f"{__name__}.slow_line"
    )
    settings.MIDDLEWARE = middleware
    return as_user(application.applicant.user)


@pytest.fixture
def clock(application: Application) -> Iterator[time_machine.Traveller]:
    """The last two minutes of the call."""
    with time_machine.travel(application.call.closes_at - 2 * MINUTE, tick=False) as clock:
        CLOCKS.append(clock)
        yield clock
        CLOCKS.clear()


def upload(client: Client, application: Application) -> HttpResponse:
    url = f"/calls/{application.call.code}/apply/papers/"
    seen = client.get(url).context["form"].initial["seen"]
    return client.post(url, {"seen": seen, "endorsement": pdf("letter.pdf")})


def submit(client: Client, application: Application) -> ApplicationStatus:
    client.post(f"/applications/{application.pk}/submit/", {"truth": "on"})
    application.refresh_from_db()
    return ApplicationStatus(application.status)


def close(call: Call) -> None:
    call.refresh_from_db()
    calls.close_call(call)


def test_upload_that_began_in_time_leaves_time_to_hand_in(
    client: Client, application: Application, clock: time_machine.Traveller
):
    upload(client, application)
    close(application.call)
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert "began to arrive before that" in page
    assert "Submit the application" in page
    assert submit(client, application) == ApplicationStatus.SUBMITTED


def test_grace_ends(client: Client, application: Application, clock: time_machine.Traveller):
    upload(client, application)
    close(application.call)
    clock.shift(16 * MINUTE)
    assert submit(client, application) == ApplicationStatus.DRAFT
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert "it cannot be submitted" in page


def test_press_that_arrived_in_time_counts(
    client: Client, application: Application, clock: time_machine.Traveller
):
    assert submit(client, application) == ApplicationStatus.SUBMITTED


def test_what_begins_after_the_deadline_has_no_grace(
    client: Client, application: Application, clock: time_machine.Traveller
):
    clock.shift(3 * MINUTE)
    upload(client, application)
    application.refresh_from_db()
    assert application.grace_until is None
    assert submit(client, application) == ApplicationStatus.DRAFT


def test_cancelled_call_has_no_grace(
    client: Client, application: Application, clock: time_machine.Traveller
):
    upload(client, application)
    call = Call.objects.get(pk=application.call_id)
    calls.cancel(call, by=application.applicant.user, reason="No funds")
    assert submit(client, application) == ApplicationStatus.DRAFT
