"""An act of the office: asked, previewed, bound to its preview, done once, and told."""

from dataclasses import dataclass
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.office.errors import PreviewOutdated
from ivi_training.office.forms.acts import ConfirmForm
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act, Preview, Route
from ivi_training.office.views.pages import Crumb
from tests.factories.courses import open_call
from tests.factories.grants import grant_for, line_of
from tests.factories.trainees import eligible

pytestmark = pytest.mark.django_db
SOMEBODY = User(email="finance@example.org")
ROUTE = Route([Crumb("/above/", "Above")])


class NumberForm(forms.Form):
    number = forms.IntegerField(max_value=9)

    helper: Any = None


@dataclass(frozen=True)
class Sum(Preview):
    template = "layouts/brand.html"
    total: int

    @property
    def digest(self) -> str:
        return str(self.total)


class Counter:
    """What is added up, and what was told about it."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, _thing: None, *, number: int, by: User) -> int:
        assert by == SOMEBODY
        self.total += number
        return self.total

    def look(self, _thing: None, *, number: int) -> Sum:
        return Sum(self.total + number)


@pytest.fixture
def counter() -> Counter:
    return Counter()


def act_of(counter: Counter, **facts: Any) -> Act:
    facts = {"form": NumberForm, "said": "Added.", "preview": counter.look} | facts
    return Act(title="Add", act=counter.add, **facts)


def take(act: Act, route: Route = ROUTE, /, **posted: Any) -> Any:
    """What is answered: a redirect, or the context of the page that is shown."""
    request = RequestFactory().post("/add/", posted) if posted else RequestFactory().get("/add/")
    request.user = SOMEBODY
    said: list[str] = []
    request._messages = type("Messages", (), {"add": lambda _s, *a: said.append(str(a[1]))})()
    shown: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts.office, "page", lambda *_args, **context: shown.update(context))
        answer = acts.take(request, act, None, route)
    return (answer.url, *said) if answer is not None else shown


def test_it_is_previewed_before_it_is_done(counter: Counter):
    assert take(act_of(counter))["plan"] is None
    page = take(act_of(counter), number="3")
    assert (page["plan"].total, counter.total) == (3, 0)
    assert page["hidden"] == ['<input type="hidden" name="number" value="3">']
    assert take(act_of(counter), number="3", digest="3") == ("/above/", "Added.")
    assert counter.total == 3


def test_mistakes_are_shown_with_what_was_typed(counter: Counter):
    page = take(act_of(counter), number="10", confirmed="1", digest="10")
    assert page["form"]["number"].value() == "10"
    assert page["form"].errors
    assert (page["plan"], counter.total) == (None, 0)


def test_what_has_changed_since_the_preview_is_not_done(counter: Counter):
    digest = take(act_of(counter), number="3")["plan"].digest
    counter.total = 5
    with pytest.raises(PreviewOutdated):
        take(act_of(counter), number="3", digest=digest)
    assert counter.total == 5


def test_only_an_act_that_is_bound_asks_for_the_word_of_its_preview(counter: Counter):
    posted = {"number": "3", "confirmed": "1"}
    assert take(act_of(counter, is_bound=True), **posted)["plan"].total == 3
    assert take(act_of(counter), **posted) == ("/above/", "Added.")


def test_without_preview_the_button_acts(counter: Counter):
    assert take(act_of(counter, preview=None), number="3") == ("/above/", "Added.")
    assert take(act_of(counter, preview=None))["form"].is_bound is False


def test_act_that_asks_nothing_has_its_button_all_the_same():
    shown = {"act": Act(title="Go", act=print, said=""), "form": ConfirmForm(thing=None)}
    page = render_to_string("ivi_training/office/act.html", shown | {"title": "Go"})
    assert '<button class="btn btn-primary">Go</button>' in page


def test_what_is_said_and_where_one_goes_may_depend_on_the_outcome(counter: Counter):
    act = act_of(counter, preview=None, said=lambda total: f"{total} now.", in_vain="Nothing.")
    route = Route(ROUTE.trail, then=lambda total, number: f"/{total}/{number}/")
    assert take(act, route, number="4") == ("/4/4/", "4 now.")
    counter.total = 0
    assert take(act, route, number="0") == ("/0/0/", "Nothing.")


def test_balance_that_moved_since_the_preview_stops_the_act(as_role: Any):
    """As a person meets it: the page tells, and nothing is posted."""
    line = line_of(grant_for(open_call().program), budget=1_000)
    client: Client = as_role(Role.FINANCE)
    url = reverse("admin:cash_record", args=[line.grant_id])
    typed = {
        "flow": "tranche",
        "amount": "100",
        "effective_on": str(line.grant.starts_on),
        "note": "",
        "token": "7d0f2b60-6a5e-4dd4-9a8c-0b52cf0f2a11",
    }
    digest = client.post(url, typed).context["plan"].digest
    again = {**typed, "token": "a2c3e9a4-1f0b-4d0f-8c77-b9f6a6c7d8e9", "confirmed": "1"}
    assert client.post(url, again).status_code == 302
    late = client.post(url, typed | {"confirmed": "1", "digest": digest})
    assert late.status_code == 409
    assert "Something has changed since the preview" in late.text
    line.grant.refresh_from_db()
    assert line.grant.received == 100


def test_board_keeps_its_filter_through_an_act(as_role: Any):
    call = open_call()
    cohort, application = call.cohorts.get(), eligible(call)
    url = reverse("admin:cohort_stage", args=[cohort.pk])
    typed = {"applications": [application.pk], "outcome": "waitlisted", "reason": "places"}
    done = as_role(Role.ADMISSIONS).post(f"{url}?status=eligible&name=a%26b", typed)
    board = reverse("admin:cohort_board", args=[cohort.pk])
    assert done.url == f"{board}?status=eligible&name=a%26b"
