"""Somebody looks at what is held about them, takes a copy along, and takes a consent back."""

import json
import zipfile

import pytest
from playwright.sync_api import Page, expect

from ivi_training.outbox.models import OutgoingEmail
from tests.factories.courses import consent_of, open_call
from tests.factories.trainees import submitted
from tests.journeys import barriers
from tests.journeys.conftest import Arrive, told
from trainees import tasks
from trainees.applying.models import Application, Consent

pytestmark = pytest.mark.journey


@pytest.fixture
def application(transactional_db: None) -> Application:
    call = open_call()
    consent_of(call.program, "news")
    return submitted(call, employer_name="Kenya Biovax")


def test_copy_is_asked_for_made_and_saved(application: Application, arrive: Arrive):
    page = arrive(application.applicant.user, viewport={"width": 360, "height": 740})
    barriers.bring_axe(page.context)
    page.goto("/applications/")
    page.locator("summary").first.click()
    page.get_by_role("link", name="My data").click()
    expect(page.get_by_role("heading", name="My data")).to_be_visible()
    page.get_by_text("Applications (1)").click()
    expect(page.get_by_text("Kenya Biovax").first).to_be_visible()
    assert barriers.found_by_axe(page, only_grave=False) == []
    assert barriers.wider_than_the_screen(page) == []
    page.get_by_role("button", name="Make a copy now").click()
    expect(told(page, "We are making the copy")).to_be_visible()
    tasks.make_data_exports()
    assert OutgoingEmail.objects.filter(kind="data_export_ready").exists()
    page.reload()
    assert employer_in(save_copy(page)) == "Kenya Biovax"


def save_copy(page: Page) -> zipfile.ZipFile:
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the copy").click()
    return zipfile.ZipFile(download.value.path())


def employer_in(copy: zipfile.ZipFile) -> str:
    with copy:
        data = json.loads(copy.read("data.json"))
    return str(data["applications"][0]["employer_name"])


def test_consent_is_taken_back_after_reading_what_it_means(
    application: Application, arrive: Arrive
):
    page = arrive(application.applicant.user)
    barriers.bring_axe(page.context)
    page.goto("/my-data/consents/")
    page.get_by_role("link", name="Read, or change your answer").first.click()
    expect(page.get_by_text("these applications are withdrawn")).to_be_visible()
    assert barriers.found_by_axe(page, only_grave=False) == []
    page.get_by_label("I do not agree").check()
    page.get_by_role("button", name="Save this answer").click()
    expect(told(page, "We have written down your answer.")).to_be_visible()
    assert Consent.objects.latest("pk").answer == "withdrawn"
    application.refresh_from_db()
    assert application.status == "withdrawn"
