"""An application in the administration: everything about it, its history, and the next steps."""

import pytest
from django.test import Client
from django.utils import translation

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import open_call
from tests.factories.trainees import draft, offered, staged, submitted
from trainees.applying.models import Application
from trainees.joining.models import Enrolment, Offer
from trainees.joining.statuses import OfferStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def admissions(db: None) -> Client:
    return as_user(user_with(Role.ADMISSIONS))


def page_of(application: Application) -> str:
    return f"/admin/trainees/application/{application.pk}/change/"


def test_page_shows_the_person_the_facts_and_the_history(admissions: Client):
    offer = offered(
        applicant__given_names="Hương", applicant__nationality="JP",
        applicant__second_nationality="VN", applicant__residence="KE", employer_country="VN",
    )  # fmt: skip
    page = admissions.get(page_of(offer.application)).content.decode()
    for shown in (
        "Hương", "1990", "Japan, Vietnam", "Kenya", "LMIC", "Nanogen", "cv.pdf",
        "I will train my colleagues.", "FY22", "Selected", f"offer/{offer.pk}/rescind/",
    ):  # fmt: skip
        assert shown in page


def test_paper_is_a_click_away(admissions: Client):
    application = submitted()
    (document,) = application.documents.all()
    assert f"/documents/{document.pk}/" in admissions.get(page_of(application)).content.decode()


def test_draft_is_its_applicants_own(admissions: Client):
    application = draft()
    assert admissions.get(page_of(application)).status_code == 302
    assert str(application) not in admissions.get("/admin/trainees/application/").content.decode()


def test_nothing_is_edited_here(admissions: Client):
    application = submitted()
    assert admissions.post(page_of(application), {"status": "selected"}).status_code == 403
    application.refresh_from_db()
    assert application.status == "submitted"


@pytest.mark.parametrize("table", ["application", "offer", "enrolment", "applicant"])
def test_lists_are_searched(admissions: Client, table: str):
    offer = offered(applicant__given_names="Wanjirũ")
    Enrolment.objects.create(
        offer=offer, application=offer.application, cohort=offer.application.cohort
    )
    words = "Wanjir" if table == "applicant" else offer.application.reference
    for query, count in [(words, 1), ("nobody", 0)]:
        page = admissions.get(f"/admin/trainees/{table}/?q={query}")
        assert len(page.context["cl"].result_list) == count


def test_offer_is_taken_back_with_a_reason_that_the_applicant_reads(admissions: Client):
    offer = offered()
    step = f"/admin/trainees/application/offer/{offer.pk}/rescind/"
    assert "The applicant reads it" in admissions.get(step).content.decode()
    assert admissions.post(step, {"reason": ""}).status_code == 422
    assert admissions.post(step, {"reason": "The course is cancelled"}).status_code == 302
    offer = Offer.objects.get()
    assert (offer.status, offer.place.release_reason) == (OfferStatus.RESCINDED, "rescinded")
    page = admissions.get(page_of(offer.application)).content.decode()
    assert f"offer/{offer.pk}/rescind/" not in page


def test_start_page_says_what_waits_and_leads_there(admissions: Client):
    call = open_call()
    submitted(call)
    submitted(call, applicant__nationality="VE")
    staged(call)
    work = admissions.get("/admin/").context["work"]
    assert [(str(item.label), item.count) for item in work] == [
        (f"To screen: {call.cohorts.get().code}", 2),
        ("Streams to decide", 1),
        (f"Staged decisions: {call.cohorts.get().code}", 1),
    ]
    for item in work:
        assert admissions.get(item.url).status_code == 200


def test_streams_to_decide_are_those_of_the_list(admissions: Client):
    call = open_call()
    submitted(call)
    undecided = submitted(call, applicant__nationality="VE")
    (item,) = [i for i in admissions.get("/admin/").context["work"] if "Streams" in str(i.label)]
    assert list(admissions.get(item.url).context["cl"].result_list) == [undecided]
    page = admissions.get(page_of(undecided)).content.decode()
    assert f"/admin/trainees/application/{undecided.pk}/stream/" in page


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "nationality: Vietnam (Lower-middle income)"),
        ("ko", "국적: 베트남 (중하위소득국)"),
    ],
)
def test_basis_of_the_stream_is_told_in_words(admissions: Client, language: str, told: str):
    application = submitted(applicant__nationality="VN")
    with translation.override(language):
        page = admissions.get(page_of(application), headers={"accept-language": language})
    assert told in page.content.decode()
    assert "second" not in page.content.decode()
