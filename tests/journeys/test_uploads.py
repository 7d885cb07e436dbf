"""Files on a shaky line: brought as soon as they are chosen, tried again, never lost silently."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.factories.courses import open_call
from tests.factories.files import PDF
from tests.factories.trainees import draft
from tests.journeys.conftest import Arrive
from trainees.applying.models import Application, Document

pytestmark = pytest.mark.journey


@pytest.fixture
def begun(transactional_db: None) -> Application:
    return draft(open_call())


@pytest.fixture
def papers(arrive: Arrive, begun: Application) -> Page:
    page = arrive(begun.applicant.user)
    page.goto(f"/calls/{begun.call.code}/apply/papers/")
    return page


def choose(page: Page, folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    page.get_by_label("Letter of your employer").set_input_files(path)


def letters(application: Application) -> list[str]:
    kept = application.documents.filter(kind=Document.Kind.ENDORSEMENT)
    return list(kept.values_list("name", flat=True))


def test_file_is_stored_as_soon_as_it_is_chosen(papers: Page, tmp_path: Path, begun: Application):
    choose(papers, tmp_path, "letter.pdf", PDF)
    expect(papers.get_by_text("letter.pdf is stored.")).to_be_visible()
    assert letters(begun) == ["letter.pdf"]
    papers.get_by_role("button", name="Save and continue").click()
    expect(papers.get_by_role("link", name="letter.pdf")).to_be_visible()


def test_broken_line_is_tried_again(papers: Page, tmp_path: Path, begun: Application):
    def answer_for_us(route: Route) -> None:
        route.fulfill(body="<p>A proxy says: later.</p>", content_type="text/html")

    papers.route("**/apply/papers/", answer_for_us, times=1)
    choose(papers, tmp_path, "letter.pdf", PDF)
    expect(papers.get_by_text("The connection was lost.")).to_be_visible()
    expect(papers.get_by_text("letter.pdf is stored.")).to_be_visible(timeout=10_000)
    assert letters(begun) == ["letter.pdf"]


def test_wrong_file_is_refused_beside_its_field(papers: Page, tmp_path: Path, begun: Application):
    choose(papers, tmp_path, "letter.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 64)
    expect(papers.get_by_text("is not a PDF, JPEG or PNG")).to_be_visible()
    assert letters(begun) == []
