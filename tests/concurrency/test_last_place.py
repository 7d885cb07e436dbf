"""The last place, wanted through the web by 40 connections at once: one gets it."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from ivi_training.guards.permissions import Role
from tests.concurrency import web
from tests.concurrency.conftest import CONNECTIONS, race
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, ProgramFactory, open_call
from tests.factories.trainees import quota, staged
from trainees.joining.models import Offer
from trainees.office.reports import invariants
from trainees.places.models import Place, Quota

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def publishers(count: int = CONNECTIONS) -> list[tuple[Client, str]]:
    """Officers in sessions of their own, each about to publish one selection of a cohort apart."""
    program, officer = ProgramFactory(), user_with(Role.ADMISSIONS)
    cohorts = [CohortFactory(program=program) for _ in range(count)]
    for cohort in cohorts:
        staged(open_call(cohort))
    quota(cohorts[0], 1, name="Total")
    return [(as_user(officer), f"/admin/courses/cohort/{cohort.pk}/publish/") for cohort in cohorts]


@pytest.fixture
def server(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """A real server, a thread and a connection for each request, that lets everybody knock."""
    monkeypatch.setattr(ThreadedWSGIServer, "request_queue_size", CONNECTIONS)
    made = LiveServer("127.0.0.1")
    yield made
    made.stop()


@pytest.fixture
def buttons(server: LiveServer) -> list[Callable[[], web.Answer]]:
    """Each officer has the preview open, where the place is still free."""
    return [web.opened(server.url, client, path) for client, path in publishers()]


def press_all(buttons: list[Callable[[], web.Answer]]) -> Counter[int]:
    answers = race(lambda number: buttons[number]())
    refused = [page for status, page in answers if status == 409]
    assert all("Total: 1 of 1 places are taken" in page for page in refused)
    return Counter(status for status, _page in answers)


@pytest.mark.usefixtures("buttons", "without_guard")
def test_last_place_is_sold_many_times_without_the_guard(buttons: list[Callable[[], web.Answer]]):
    assert press_all(buttons)[302] > 1
    assert Place.objects.live().count() > 1


def test_last_place_goes_to_one_of_forty(buttons: list[Callable[[], web.Answer]]):
    assert press_all(buttons) == {302: 1, 409: CONNECTIONS - 1}
    assert (Place.objects.live().count(), Quota.objects.get().used) == (1, 1)
    assert Offer.objects.count() == 1
    assert not list(invariants.differences())


def test_nobody_publishes_by_a_page_that_was_never_opened(server: LiveServer):
    ((client, path),) = publishers(1)
    assert web.forged(server.url, client, path)[0] == 403
    assert not Offer.objects.exists()
