"""Deadlines as pages: the usual ones are added, one is marked as done and then stays."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from grants.awards.models import Deadline, Grant
from ivi_training.guards.permissions import Role
from tests.factories.courses import ProgramFactory
from tests.factories.grants import grant_for
from tests.factories.ledger import deadline_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]


@pytest.fixture
def grant() -> Grant:
    return grant_for(ProgramFactory())


def test_usual_deadlines_are_added_once_confirmed(grant: Grant, as_role: SignIn):
    client, url = as_role(Role.FINANCE), reverse("admin:deadlines_start", args=[grant.pk])
    assert "award letter" in client.get(url).content.decode()
    assert not Deadline.objects.exists()
    done = client.post(url, {"confirmed": "1"})
    assert done["Location"] == reverse("admin:grant_page", args=[grant.pk])
    page = client.get(done["Location"]).content.decode()
    assert "Final performance and settlement report" in page
    assert "2 months after the last day of the grant" in page


def test_marked_as_done_it_names_who_and_can_no_longer_be_changed(grant: Grant, as_role: SignIn):
    client, deadline = as_role(Role.FINANCE), deadline_of(grant)
    change = reverse("admin:grants_deadline_change", args=[deadline.pk])
    assert 'name="_save"' in client.get(change).content.decode()
    url = reverse("admin:deadline_done", args=[deadline.pk])
    client.post(url, {"note": "Letter 9", "confirmed": "1"})
    page = client.get(reverse("admin:grant_page", args=[grant.pk])).content.decode()
    assert "Letter 9" in page
    assert 'name="_save"' not in client.get(change).content.decode()


def test_row_without_its_rule_is_refused_with_words(grant: Grant, as_role: SignIn):
    client = as_role(Role.FINANCE)
    typed = {"grant": grant.pk, "kind": "other", "title_en": "Letter", "anchor": "end"}
    answer = client.post(reverse("admin:grants_deadline_add"), typed)
    assert "Give a fixed day, or the months" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "role", "is_told"),
    [
        ("2023-01-28T03:00Z", Role.FINANCE, False),
        ("2023-01-30T03:00Z", Role.FINANCE, True),
        ("2023-03-30T03:00Z", Role.FINANCE, True),
        ("2023-03-30T03:00Z", Role.LEAD, False),
    ],
)
def test_start_page_tells_who_can_do_it_what_is_overdue_or_near(
    grant: Grant,
    as_role: SignIn,
    day: str,
    role: Role,
    is_told: bool,  # noqa: FBT001 - what is expected
):
    deadline_of(grant)
    assert min(row.due_on for row in grant.deadlines.all()) == date(2023, 2, 28)
    with time_machine.travel(day):
        start = as_role(role).get(reverse("admin:index")).content.decode()
    assert (reverse("admin:grant_page", args=[grant.pk]) in start) is is_told
