"""The ranking's pages: previewed with its formula, frozen by one button, read page by page."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courses.calls.models import Call
from ivi_training.guards.permissions import Role
from ivi_training.pages import pagination
from tests.factories.courses import open_call
from tests.factories.reviews import frozen_ranking, rubric_for, submitted_review
from tests.factories.trainees import eligible
from trainees.reviewing.models import Ranking

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]

# Session, user, permissions of user and groups; the ranking; its rows; the streams.
QUERIES = 6


@pytest.fixture
def call() -> Call:
    made = open_call()
    rubric_for(made, reviews_required=1)
    return made


def reviewed(call: Call, *names: str) -> None:
    for number, name in enumerate(names):
        application = eligible(call, applicant__given_names=name)
        submitted_review(application, 5 - number, 3)


def address(call: Call, step: str = "ranking") -> str:
    return f"/admin/trainees/review/cohort/{call.cohorts.get().pk}/{step}/"


def test_preview_saves_nothing_and_freezing_saves_what_was_seen(as_role: SignIn, call: Call):
    reviewed(call, "Wanjirũ", "Hương")
    client = as_role(Role.ADMISSIONS)
    page = client.get(address(call))
    assert page.content.decode().index("Wanjirũ") < page.content.decode().index("Hương")
    assert not Ranking.objects.exists()
    rule, digest = page.context["preview"].rule, page.context["preview"].digest
    data = {"tie_rule": rule.tie_rule, "seed": rule.seed, "digest": digest, "note": ""}
    made = client.post(address(call, "freeze"), data)
    ranking = Ranking.objects.get()
    assert made.url == f"/admin/trainees/review/ranking/{ranking.pk}/"
    assert (ranking.seed, ranking.inputs_sha256) == (rule.seed, digest)
    assert rule.seed in client.get(made.url).content.decode()


def test_seed_on_the_page_is_the_one_that_is_used(as_role: SignIn, call: Call):
    reviewed(call, "Wanjirũ")
    page = as_role(Role.ADMISSIONS).get(address(call))
    assert page.content.decode().count(page.context["preview"].rule.seed) == 2


def test_choices_in_the_address_are_followed(as_role: SignIn, call: Call):
    reviewed(call, "Wanjirũ")
    url = f"{address(call)}?tie_rule=seed&seed=abc&is_corrected=on"
    rule = as_role(Role.AUDITOR).get(url).context["preview"].rule
    assert (rule.tie_rule, rule.seed, rule.is_corrected) == ("seed", "abc", True)


def test_empty_ranking_says_so(as_role: SignIn, call: Call):
    client = as_role(Role.ADMISSIONS)
    assert "Nothing to rank yet" in client.get(address(call)).content.decode()
    assert client.get(address(call, "freeze")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_frozen_ranking_has_a_fixed_number_of_queries(
    as_role: SignIn, call: Call, django_assert_num_queries: DjangoAssertNumQueries, count: int
):
    reviewed(call, *["Wanjirũ"] * count)
    ranking = frozen_ranking(call.cohorts.get())
    client = as_role(Role.AUDITOR)
    with django_assert_num_queries(QUERIES):
        page = client.get(f"/admin/trainees/review/ranking/{ranking.pk}/")
    assert page.content.decode().count("Wanjirũ") == count


def test_pages_walk_down_the_ranks(as_role: SignIn, call: Call, monkeypatch: pytest.MonkeyPatch):
    reviewed(call, "First", "Second", "Third")
    ranking = frozen_ranking(call.cohorts.get())
    monkeypatch.setattr(pagination.page_of, "__defaults__", (2,))
    client, url = as_role(Role.AUDITOR), f"/admin/trainees/review/ranking/{ranking.pk}/"
    first = client.get(url).context["page"]
    assert [row.position for row in first.rows] == [1, 2]
    second = client.get(f"{url}?before={first.next_before}").context["page"]
    assert [row.position for row in second.rows] == [3]


def test_one_stream_is_shown_alone(as_role: SignIn, call: Call):
    reviewed(call, "Hương")
    submitted_review(eligible(call, applicant__given_names="지은", applicant__nationality="KR"))
    ranking = frozen_ranking(call.cohorts.get())
    korea = call.program.streams.get(code="KOREA").pk
    url = f"/admin/trainees/review/ranking/{ranking.pk}/?stream={korea}"
    page = as_role(Role.AUDITOR).get(url).content.decode()
    assert ("지은" in page, "Hương" in page) == (True, False)
