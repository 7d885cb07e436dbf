"""Our few scripts, at work on the page of all components, under the policy of every page."""

from collections.abc import Iterator

import pytest
from django.urls import path
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from ivi_training import urls
from ivi_training.views import gallery

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
urlpatterns = [*urls.urlpatterns, path("gallery/", gallery.gallery)]


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> LiveServer:
    settings.DEBUG = True
    settings.ROOT_URLCONF = __name__
    return live_server


@pytest.fixture
def browser(site: LiveServer) -> Iterator[Browser]:
    """Ends before the test's database does: with its loop running, Django refuses to touch it."""
    del site
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: LiveServer) -> Iterator[Page]:
    context = browser.new_context(timezone_id="Africa/Nairobi", locale="en-US")
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site.url}/gallery/")
    yield page
    assert complaints == []


def test_moment_is_shown_where_the_reader_is(page: Page) -> None:
    assert page.locator(".local-time").first.text_content() == "(12:00 GMT+3 where you are)"


def test_moment_is_shown_once_in_korea(browser: Browser, site: LiveServer) -> None:
    page = browser.new_context(timezone_id="Asia/Seoul").new_page()
    page.goto(f"{site.url}/gallery/")
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


def test_changed_form_asks_before_it_is_left(page: Page, site: LiveServer) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#id_name", "Hà")
    page.goto(f"{site.url}/account/login/")
    assert asked == ["beforeunload"]


def test_untouched_form_is_left_without_a_question(page: Page, site: LiveServer) -> None:
    page.on("dialog", lambda _dialog: pytest.fail("It asked."))
    page.fill("#id_name", "Hà")
    page.fill("#id_name", "")
    page.goto(f"{site.url}/account/login/")


def test_form_is_sent_once(page: Page) -> None:
    sent: list[str] = []
    page.route(
        "**/gallery/", lambda route: (sent.append(route.request.method), route.fulfill(status=204))
    )
    page.locator("button", has_text="Save a draft").evaluate("it => { it.click(); it.click() }")
    page.wait_for_timeout(200)
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
