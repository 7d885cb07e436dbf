"""Pages of endorsements: the applicant sees where it stands, the endorser signs by the link."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ivi_training.outbox.models import OutgoingEmail, RefusedAddress
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.endorsements import (
    DIRECTOR,
    asking_call,
    endorsement,
    endorsement_rule,
    link,
    sign,
)
from tests.factories.reviews import assigned
from tests.factories.trainees import draft, eligible, submitted
from trainees.applying.actions import endorsements
from trainees.applying.models import Application, Endorsement
from trainees.portal.actions import withdrawals

pytestmark = pytest.mark.django_db
SIGNATURE = {"releases_time": "yes", "text": "Our best engineer.", "name": "Nguyen Van Minh"}
NAMED = {
    "name": DIRECTOR.name,
    "position": DIRECTOR.position,
    "organisation": DIRECTOR.organisation,
    "email": DIRECTOR.email,
    "language": "en",
}
ANSWER, DECLINE = "/endorse/", "/endorse/decline/"


@pytest.fixture
def asked() -> Endorsement:
    return endorsement()


@pytest.fixture
def opened(asked: Endorsement) -> Client:
    """A browser in which the link was opened."""
    client = Client()
    assert client.post(link(asked)).url == ANSWER
    return client


def applicant_of(application: Application) -> Client:
    return as_user(application.applicant.user)


def text(page: Any) -> str:
    return page.content.decode()


def test_applicant_sees_that_the_address_does_not_exist(asked: Endorsement):
    client, url = applicant_of(asked.application), f"/applications/{asked.application_id}/"
    assert "does not exist" not in text(client.get(url))
    RefusedAddress.objects.create(address=asked.email.lower(), response="550 unknown")
    assert "the address does not exist" in text(client.get(url))


# --- the applicant --------------------------------------------------------------------------------


def test_step_is_there_only_where_the_call_asks():
    application = draft()
    client = applicant_of(application)
    step = reverse("trainees:application_step", args=[application.call.code, "endorsements"])
    assert client.get(step).status_code == 302
    endorsement_rule(application.call)
    assert "Name the person" in text(client.get(step))


def test_naming_the_person_writes_to_them_and_shows_where_it_stands():
    application = draft()
    rule = endorsement_rule(application.call)
    client = applicant_of(application)
    url = reverse("trainees:endorsement_ask", args=[application.pk, rule.pk])
    page = client.post(url, NAMED, follow=True)
    assert "We have written to Nguyen Van Minh." in text(page)
    assert "They have not opened the link yet." in text(page)
    assert Endorsement.objects.get().email == DIRECTOR.email


@pytest.mark.parametrize("wrong", [{"email": "minh"}, {"name": " "}, {"language": "fr"}])
def test_naming_nobody_in_particular_is_refused(wrong: dict[str, str]):
    application = draft()
    rule = endorsement_rule(application.call)
    url = reverse("trainees:endorsement_ask", args=[application.pk, rule.pk])
    assert applicant_of(application).post(url, NAMED | wrong).status_code == 422
    assert not Endorsement.objects.exists()


def test_kind_of_another_call_is_not_there():
    application, other = draft(), endorsement_rule(draft().call)
    url = reverse("trainees:endorsement_ask", args=[application.pk, other.pk])
    assert applicant_of(application).get(url).status_code == 404


def test_summary_links_to_what_is_missing():
    application = draft()
    rule = endorsement_rule(application.call)
    page = applicant_of(application).get(
        reverse("trainees:application_detail", args=[application.pk])
    )
    assert f"/endorsements/#div_id_endorsement_{rule.pk}" in text(page)


def test_applicant_sees_the_state_and_never_the_text(asked: Endorsement):
    sign(asked)
    client = applicant_of(asked.application)
    for page in [
        reverse("trainees:application_detail", args=[asked.application_id]),
        reverse("trainees:application_step", args=[asked.application.call.code, "endorsements"]),
    ]:
        shown = text(client.get(page))
        assert "Signed" in shown
        assert "Our best engineer." not in shown


def test_reminding_rests_a_while(asked: Endorsement):
    client = applicant_of(asked.application)
    url = reverse("trainees:endorsement_remind", args=[asked.pk])
    assert client.post(url).status_code == 409
    with time_machine.travel(timezone.now() + endorsements.REST + timedelta(minutes=1)):
        assert client.post(url).status_code == 302


def test_nobody_reminds_for_another(asked: Endorsement):
    url = reverse("trainees:endorsement_remind", args=[asked.pk])
    assert as_user(UserFactory()).post(url).status_code == 404


# --- the endorser ---------------------------------------------------------------------------------


def test_looking_at_the_link_does_nothing(asked: Endorsement):
    for _scan in range(3):
        page = Client().get(link(asked))
        assert page.status_code == 200
        assert asked.application.applicant.full_name not in text(page)
    asked.refresh_from_db()
    assert (asked.status, asked.opened_at) == ("asked", None)


def test_endorser_reads_no_more_than_is_needed(asked: Endorsement, opened: Client):
    shown = text(opened.get(ANSWER))
    applicant = asked.application.applicant
    for part in (applicant.full_name, "Nanogen", asked.rule.text_en, "answer by"):
        assert part in shown
    for part in (applicant.user.email, asked.application.statement, "Viet"):
        assert part not in shown
    asked.refresh_from_db()
    assert asked.opened_at is not None


def test_endorser_signs_once(asked: Endorsement, opened: Client):
    page = opened.post(ANSWER, SIGNATURE, follow=True)
    assert "Thank you: you have signed" in text(page)
    asked.refresh_from_db()
    assert (asked.status, asked.signed_name, asked.releases_time) == (
        "signed", "Nguyen Van Minh", True,
    )  # fmt: skip
    page = opened.post(ANSWER, SIGNATURE | {"name": "Another"}, follow=True)
    assert "Thank you: you have signed" in text(page)
    asked.refresh_from_db()
    assert asked.signed_name == "Nguyen Van Minh"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"releases_time": ""}, {"text": "x" * 2001}])
def test_signature_needs_a_name_and_an_answer(
    wrong: dict[str, str], asked: Endorsement, opened: Client
):
    page = opened.post(ANSWER, SIGNATURE | wrong)
    assert page.status_code == 422
    asked.refresh_from_db()
    assert asked.status == "asked"


def test_release_is_asked_only_where_the_call_wants_it():
    asked, client = endorsement(confirms_release=False), Client()
    client.post(link(asked))
    assert "releases_time" not in text(client.get(ANSWER))
    client.post(ANSWER, {"name": "Minh"})
    asked.refresh_from_db()
    assert (asked.status, asked.releases_time) == ("signed", None)


def test_endorser_declines_and_the_applicant_is_not_told_why(asked: Endorsement, opened: Client):
    assert opened.get(DECLINE).status_code == 200
    page = opened.post(DECLINE, {"reason": "I do not know this person."}, follow=True)
    assert "You have declined" in text(page)
    asked.refresh_from_db()
    assert asked.decline_reason == "I do not know this person."
    told = OutgoingEmail.objects.get(kind="endorsement_declined")
    page = applicant_of(asked.application).get(
        reverse("trainees:application_detail", args=[asked.application_id])
    )
    assert asked.decline_reason not in told.text + told.html + text(page)


@pytest.mark.parametrize("path", ["/endorse/1/x/", "/endorse/999999999/abc/"])
def test_unknown_link_says_what_to_do(path: str, asked: Endorsement):
    page = Client().post(path)
    assert page.status_code == 404
    assert "use the link in the newest" in text(page)


def test_used_expired_and_ended_links_say_what_to_do(asked: Endorsement):
    with time_machine.travel(asked.due_at + timedelta(minutes=1)):
        assert "The time to answer is over" in text(Client().post(link(asked), follow=True))
    withdrawals.withdraw(asked.application, by=asked.application.applicant.user)
    assert "You have nothing more to do" in text(Client().post(link(asked), follow=True))
    sign(other := endorsement())
    assert "Thank you: you have signed" in text(Client().post(link(other), follow=True))


def test_pages_without_a_link_ask_for_it():
    for path in (ANSWER, DECLINE):
        assert "Open the link in your mail" in text(Client().get(path))
        assert "Open the link in your mail" in text(Client().post(path, SIGNATURE))


def test_opened_link_closes_after_a_while(asked: Endorsement, opened: Client):
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert "Open the link in your mail" in text(opened.post(ANSWER, SIGNATURE))


def test_applicant_cannot_sign_with_the_link(asked: Endorsement):
    client = applicant_of(asked.application)
    client.post(link(asked))
    assert "Open the link in your mail" in text(client.post(ANSWER, SIGNATURE))
    asked.refresh_from_db()
    assert asked.status == "asked"


def test_tries_are_limited(asked: Endorsement):
    cache.clear()
    client = Client()
    answers = [client.post(f"/endorse/{asked.pk}/guess{n}/").status_code for n in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[60:] == [429] * 2
    cache.clear()


@pytest.mark.parametrize("path", [ANSWER, DECLINE])
def test_pages_are_kept_by_no_cache(path: str):
    assert "no-store" in Client().get(path).headers["Cache-Control"]


def test_submitted_application_shows_the_state_and_can_ask_again():
    asked = endorsement(submitted(asking_call()))
    endorsements.decline(asked, reason="")
    page = applicant_of(asked.application).get(
        reverse("trainees:application_detail", args=[asked.application_id])
    )
    assert "Ask again, or ask somebody else" in text(page)


# --- reviewers ------------------------------------------------------------------------------------


OPENLY = dict.fromkeys(("hide_name", "hide_gender", "hide_country", "hide_organisation"), False)


@pytest.mark.parametrize(
    ("call", "rubric", "parts"),
    [
        (
            {"is_shown_to_reviewers": True},
            OPENLY,
            {"Our best engineer.", "Working time is released"},
        ),
        (
            {"is_shown_to_reviewers": True},
            OPENLY | {"hide_name": True},
            {"Working time is released"},
        ),
        ({"is_shown_to_reviewers": False}, OPENLY, set()),
    ],
)
def test_reviewers_read_what_the_call_and_the_rubric_show(
    call: dict[str, bool], rubric: dict[str, bool], parts: set[str]
):
    application = eligible(asking_call(**call))
    sign(endorsement(application))
    review = assigned(application, **rubric)
    page = text(as_user(review.reviewer).get(f"/reviews/{review.pk}/"))
    every = {"Our best engineer.", "Working time is released", DIRECTOR.name}
    shown = {part for part in every if part in page}
    assert shown == parts | ({DIRECTOR.name} if "Our best engineer." in parts else set())


def test_page_with_every_step_leads_to_the_endorsement():
    application = draft(asking_call())
    url = reverse("trainees:application_one_page", args=[application.call.code])
    assert "/apply/endorsements/" in text(applicant_of(application).get(url))
