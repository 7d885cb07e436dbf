"""A step on a shaky line: what was saved without an answer is not taken for another tab's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories.courses import open_call
from tests.factories.trainees import draft
from tests.journeys.applying import CV, go_on
from tests.journeys.barriers import PHONE
from tests.journeys.conftest import Arrive, told
from trainees.applying.models import Application, Document

pytestmark = pytest.mark.journey
LOST = "Not saved. We will try again"
Open = Callable[[str], Page]


@pytest.fixture
def begun(transactional_db: None) -> Application:
    return draft(open_call(), statement="Before")


@pytest.fixture
def step(arrive: Arrive, begun: Application) -> Open:
    def open_step(slug: str) -> Page:
        page = arrive(begun.applicant.user, viewport=PHONE)
        page.goto(f"/calls/{begun.call.code}/apply/{slug}/")
        return page

    return open_step


def lose_the_next_answer(page: Page) -> None:
    """The server gets the save and keeps it; the line breaks before its answer is here."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/apply/*/", lose, times=1)


def statement(application: Application) -> str:
    application.refresh_from_db(fields=["statement"])
    return application.statement


def test_button_after_a_lost_answer_saves_what_was_typed_since(step: Open, begun: Application):
    page = step("statement")
    lose_the_next_answer(page)
    page.get_by_label("Statement of purpose").fill("First")
    expect(page.get_by_text(LOST)).to_be_visible()
    assert statement(begun) == "First"
    page.get_by_label("Statement of purpose").fill("First words")
    go_on(page)
    expect(told(page, "Your draft is saved.")).to_be_visible()
    assert statement(begun) == "First words"


def test_step_saves_itself_again_after_a_lost_answer(step: Open, begun: Application):
    page = step("statement")
    lose_the_next_answer(page)
    page.get_by_label("Statement of purpose").fill("First")
    expect(page.get_by_text(LOST)).to_be_visible()
    page.get_by_label("Statement of purpose").fill("First words")
    expect(page.get_by_text("Saved at")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Statement of purpose")).to_have_value("First words")


def test_newer_text_of_another_tab_stands_after_a_lost_answer(step: Open, begun: Application):
    page = step("statement")
    page.route("**/apply/*/", lambda route: route.abort("connectionreset"), times=1)
    page.get_by_label("Statement of purpose").fill("Mine")
    expect(page.get_by_text(LOST)).to_be_visible()
    Application.objects.update(statement="Of another tab")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("saved in another tab")
    assert statement(begun) == "Of another tab"


def test_file_whose_answer_was_lost_is_stored_once(step: Open, begun: Application):
    page = step("papers")
    lose_the_next_answer(page)
    page.get_by_label("Letter of your employer").set_input_files(CV)
    expect(page.get_by_text("The connection was lost.")).to_be_visible()
    expect(page.get_by_text("cv.pdf is stored.")).to_be_visible()
    kept = begun.documents.filter(kind=Document.Kind.ENDORSEMENT)
    assert list(kept.values_list("name", flat=True)) == ["cv.pdf"]


def test_button_waits_for_a_slow_file_and_stays_in_its_place(step: Open):
    page = step("papers")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    line = {"offline": False, "latency": 800, "downloadThroughput": -1, "uploadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", line)
    button = page.get_by_role("button", name="Save and continue")
    page.get_by_label("Letter of your employer").set_input_files(CV)
    expect(page.get_by_role("progressbar")).to_be_visible()
    before = button.bounding_box()
    expect(page.get_by_text("cv.pdf is stored.")).to_be_visible()
    assert button.bounding_box() == before
