from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from ivi_training.pages.signs import NOTHING
from ivi_training.templatetags import ui

MOMENT = datetime(2025, 6, 22, 9, 0, tzinfo=UTC)


def render(text: str, request: HttpRequest | None = None, **values: Any) -> str:
    return engines["django"].from_string(text).render(values, request)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (4_300_000_000, "KRW\u00a04,300,000,000"),
        (0, "KRW\u00a00"),
        (-5000, "KRW\u00a0-5,000"),
        (None, NOTHING),
    ],
)
def test_krw(amount: int | None, shown: str) -> None:
    assert ui.krw(amount) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"), [(0.4121, "41.2%"), (1.12, "112.0%"), (0, "0.0%"), (None, NOTHING)]
)
def test_percent(ratio: float | None, shown: str) -> None:
    assert ui.percent(ratio) == shown


@pytest.mark.parametrize(
    ("language", "code", "shown"),
    [("en", "VN", "Vietnam"), ("ko", "VN", "베트남"), ("en", "QQ", "QQ"), ("en", "", NOTHING)],
)
def test_country_name(language: str, code: str, shown: str) -> None:
    with translation.override(language):
        assert ui.country_name(code) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "22 June 2025, 18:00 KST"), ("ko", "2025년 6월 22일 18:00 KST")],
)
def test_instant_is_korean_time_with_its_zone(language: str, shown: str) -> None:
    with translation.override(language):
        html = ui.instant(MOMENT)
    assert f">{shown}</time>" in html
    assert 'datetime="2025-06-22T18:00:00+09:00"' in html
    assert "data-local=" in html


def test_instant_that_never_was_is_a_dash() -> None:
    assert ui.instant(None) == NOTHING


def test_status_badge_says_the_status_in_words() -> None:
    badge = ui.status_badge(OutgoingEmail(status=EmailStatus.REFUSED))
    assert badge == (
        '<span class="status status-refused status-outgoingemail-refused">Refused</span>'
    )


@pytest.mark.parametrize(
    ("used", "ceiling", "said"),
    [
        (74, 150, "74 of 150 (49.3%) · 76 free"),
        (336, 300, "336 of 300 (112.0%) · 36 over"),
        (0, 0, f"0 of 0 ({NOTHING}) · 0 free"),
    ],
)
def test_quota_meter_says_its_numbers(used: int, ceiling: int, said: str) -> None:
    html = render("{% quota_meter 'LMIC' used ceiling %}", used=used, ceiling=ceiling)
    assert said in html


def test_quota_meter_never_leaves_its_frame() -> None:
    html = render("{% quota_meter 'LMIC' 336 300 certain=150 floor=100 %}")
    assert '<rect class="meter-used" width="100.0%"' in html
    assert '<rect class="meter-certain" width="50.0%"' in html
    assert 'x="33.3%"' in html


def test_budget_meter_says_what_is_left() -> None:
    html = render("{% budget_meter 'Airfare' 1000 300 450 %}").replace("\u00a0", " ")
    assert "KRW 450 spent, KRW 300 committed of KRW 1,000 · KRW 250 available" in html
    assert '<rect class="meter-certain" width="45.0%"' in html


@pytest.mark.parametrize(
    ("path", "is_marked"),
    [("/account/email/", True), ("/account/email/more/", True), ("/account/", False)],
)
def test_nav_link_marks_where_the_reader_is(rf: RequestFactory, path: str, is_marked: bool) -> None:  # noqa: FBT001
    html = render("{% nav_link 'account_email' 'E-mail' %}", rf.get(path))
    assert ('aria-current="page"' in html) is is_marked


def test_nav_link_of_the_home_page_is_not_marked_everywhere(rf: RequestFactory) -> None:
    html = render(
        "{% nav_link 'courses:home' 'Home' with_pages_below=False %}", rf.get("/account/")
    )
    assert "aria-current" not in html


@pytest.mark.parametrize(
    ("referer", "goal"),
    [
        ("http://testserver/calls/", "http://testserver/calls/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_previous_page_is_one_of_ours(rf: RequestFactory, referer: str, goal: str) -> None:
    request = rf.get("/", headers={"referer": referer})
    assert render("{% previous_page %}", request) == goal


def test_without_placeholders_leaves_the_rest_of_the_field() -> None:
    class Form(forms.Form):
        name = forms.CharField(widget=forms.TextInput({"placeholder": "Name", "lang": "en"}))

    html = render("{{ form|without_placeholders }}", form=Form())
    assert "placeholder" not in html
    assert 'lang="en"' in html


def test_what_is_for_everybody_is_drawn_once_for_each_language():
    text = '{% for_everybody %}{% translate "Sign in" %}{% endfor_everybody %}'
    template = engines["django"].from_string(text)
    shown = []
    for language in ("en", "ko", "en"):
        with translation.override(language):
            shown.append(template.render())
    assert shown == ["Sign in", "로그인", "Sign in"]


def test_what_is_for_everybody_knows_nothing_of_a_reader(rf: RequestFactory):
    text = "{% for_everybody %}[{{ name }}{{ request.path }}{{ csrf_token }}]{% endfor_everybody %}"
    assert render(text, rf.get("/calls/"), name="Ana") == "[]"
