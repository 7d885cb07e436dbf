"""Our few scripts, at work on the page of all components, under the policy of every page."""

import pytest
from django.urls import path
from playwright.sync_api import Page
from pytest_django import Settings

from ivi_training import urls
from ivi_training.local import gallery
from tests.journeys.conftest import Arrive

pytestmark = pytest.mark.journey
urlpatterns = [*urls.urlpatterns, path("gallery/", gallery.gallery)]


@pytest.fixture
def gallery_address(site: str, settings: Settings) -> str:
    settings.DEBUG = True
    settings.ROOT_URLCONF = __name__
    return f"{site}/gallery/"


@pytest.fixture
def page(arrive: Arrive, gallery_address: str) -> Page:
    page = arrive()
    page.goto(gallery_address)
    return page


def test_moment_is_shown_where_the_reader_is(page: Page) -> None:
    assert page.locator(".local-time").first.text_content() == "(12:00 GMT+3 where you are)"


def test_moment_is_shown_once_in_korea(arrive: Arrive, gallery_address: str) -> None:
    page = arrive(timezone_id="Asia/Seoul")
    page.goto(gallery_address)
    assert page.locator(".local-time").count() == 0


def test_charts_are_drawn(page: Page) -> None:
    for chart in page.locator("canvas[data-chart]").all():
        assert chart.evaluate("canvas => Chart.getChart(canvas).data.datasets.length") == 2


def test_one_box_ticks_all_and_the_number_is_said(page: Page) -> None:
    count = page.locator("[data-select-count]")
    page.locator("[data-select-item]").first.check()
    assert count.text_content() == "1 ticked"
    page.locator("[data-select-all]").check()
    assert count.text_content() == "3 ticked"
    page.locator("[data-select-all]").uncheck()
    assert count.text_content() == "0 ticked"


def test_changed_form_asks_before_it_is_left(page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#id_name", "Hà")
    page.goto("/account/login/")
    assert asked == ["beforeunload"]


def test_untouched_form_is_left_without_a_question(page: Page) -> None:
    page.on("dialog", lambda _dialog: pytest.fail("It asked."))
    page.fill("#id_name", "Hà")
    page.fill("#id_name", "")
    page.goto("/account/login/")


def test_form_is_sent_once(page: Page) -> None:
    sent: list[str] = []
    page.route(
        "**/gallery/", lambda route: (sent.append(route.request.method), route.fulfill(status=204))
    )
    button = page.locator("button", has_text="Save a draft")
    with page.expect_request("**/gallery/"):
        button.evaluate("it => { it.click(); it.click() }")
    page.wait_for_timeout(200)  # for a second one, if there were any
    assert sent == ["POST"]
    assert page.locator("button[aria-busy]").text_content() == "Save a draft"


def test_menu_of_the_account_closes_with_escape(page: Page) -> None:
    page.evaluate("""() => {
        const menu = document.createElement("details");
        menu.className = "menu";
        menu.append(document.createElement("summary"));
        document.body.append(menu);
    }""")
    menu = page.locator("details.menu")
    menu.evaluate("it => { it.open = true }")
    page.keyboard.press("Escape")
    assert not menu.evaluate("it => it.open")
