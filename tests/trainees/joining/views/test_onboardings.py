"""Before you come, by clicking: steps, what is missing, sending in, and who may read it."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from courses.calls.actions import form_templates, forms
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import open_call
from tests.factories.files import executable, pdf
from tests.factories.onboardings import ANSWERS, answer, asked, onboarding_of, sent_in
from tests.factories.trainees import eligible
from trainees.applying.models import Document
from trainees.joining.actions import onboardings
from trainees.joining.models import Onboarding
from trainees.portal.actions import withdrawals
from trainees.records.reports import my_data

pytestmark = pytest.mark.django_db
ADMIN = "/admin/trainees/onboarding/"


def person(onboarding: Onboarding) -> Client:
    return as_user(onboarding.application.applicant.user)


def page_of(onboarding: Onboarding, step: str = "") -> str:
    return f"/applications/{onboarding.application_id}/before-you-come/{step}"


def post(client: Client, onboarding: Onboarding, **facts: Any) -> HttpResponse:
    """The first section as a browser without scripts posts it."""
    url = page_of(onboarding, "form-1/")
    hidden = client.get(url).context["form"].initial
    return client.post(url, {"seen": hidden["seen"], "asked": hidden["asked"], **facts})


def status_of(client: Client, url: str) -> int:
    """What a download answers, its file closed."""
    response = client.get(url)
    for close in getattr(response, "_resource_closers", []):
        close()
    return response.status_code


def test_trainee_finds_it_on_the_page_of_the_application_fills_it_in_and_sends_it_in():
    onboarding = asked()
    client = person(onboarding)
    page = client.get(f"/applications/{onboarding.application_id}/").text
    assert "Before you come" in page
    assert page_of(onboarding) in page
    assert "something is missing" in client.get(page_of(onboarding)).text
    assert post(client, onboarding, q_passport="M1", q_from_abroad="no").url == page_of(onboarding)
    summary = client.get(page_of(onboarding)).text
    assert "Everything is there" in summary
    assert "M1" in summary
    client.post(page_of(onboarding))
    assert "We have everything we asked for" in client.get(page_of(onboarding)).text
    assert client.get(page_of(onboarding, "form-1/")).url == page_of(onboarding)


def test_ready_form_asks_consents_of_their_own_before_passport_and_health():
    call = open_call()
    forms.publish(form_templates.start(call, "acceptance"), by=UserFactory())
    onboarding = asked(call)
    client = person(onboarding)
    post(client, onboarding, q_from_abroad="yes", q_passport_number="M1")
    assert "I agree that my passport number" in client.get(page_of(onboarding)).text
    url = page_of(onboarding, "form-3/")
    form = client.get(url).context["form"]
    assert form.names == {"emergency_contact", "needs_consent"}
    sent_along = {name: form.initial[name] for name in ("seen", "asked")}
    client.post(url, sent_along | {"q_needs_consent": "yes"})
    assert {"meals", "allergies", "access"} < client.get(url).context["form"].names


def test_missing_answers_are_named_and_linked_to_their_fields():
    onboarding = asked()
    client = person(onboarding)
    page = client.get(page_of(onboarding)).text
    assert f"{page_of(onboarding, 'form-1/')}#div_id_q_passport" in page
    refused = client.post(page_of(onboarding))
    assert refused.status_code == 409
    assert "Passport" in refused.text


def test_step_saves_itself_and_refuses_to_overwrite_newer_text():
    onboarding = asked()
    client = person(onboarding)
    url = page_of(onboarding, "form-1/")
    hidden = client.get(url).context["form"].initial
    typed = {"seen": hidden["seen"], "asked": hidden["asked"], "q_passport": "M1"}
    said = client.post(url, typed, headers={"x-autosave": "1"}).json()
    assert "Saved at" in said["text"]
    stale = client.post(url, typed | {"q_passport": "M2"})
    assert stale.status_code == 422
    assert onboardings.read(onboarding).values == {"passport": "M1"}
    again = client.post(url, typed | {"seen": said["seen"], "q_passport": "M2"})
    assert again.status_code == 302


def test_file_is_checked_and_read_by_those_who_prepare_the_stay_only():
    onboarding = asked()
    client = person(onboarding)
    refused = post(client, onboarding, q_copy=executable())
    assert refused.status_code == 422
    assert post(client, onboarding, q_copy=pdf()).status_code == 302
    paper = Document.objects.get(question__key="copy")
    url = f"/documents/{paper.pk}/"
    readers = {Role.ADMINISTRATOR, Role.ADMISSIONS, Role.COORDINATOR}
    for role in Role:
        assert (status_of(as_user(user_with(role)), url) == 200) == (role in readers), role
    assert status_of(client, url) == 200


def test_nobody_elses_is_there_and_nothing_before_acceptance():
    onboarding = asked()
    assert as_user(UserFactory()).get(page_of(onboarding)).status_code == 404
    application = eligible(open_call())
    early = as_user(application.applicant.user).get(
        f"/applications/{application.pk}/before-you-come/"
    )
    assert early.status_code == 404


def test_ended_place_shows_what_was_given_and_takes_nothing():
    onboarding = asked()
    answer(onboarding, passport="M1")
    client = person(onboarding)
    withdrawals.withdraw(onboarding.application, by=onboarding.application.applicant.user)
    page = client.get(page_of(onboarding)).text
    assert "Your place has ended" in page
    assert "M1" in page
    assert client.get(page_of(onboarding, "form-1/")).url == page_of(onboarding)
    assert client.post(page_of(onboarding)).status_code == 409


def test_office_sees_who_has_not_answered_and_asks_again():
    call = open_call(onboarding_days=1)
    late, done = asked(call), sent_in(call)
    Onboarding.objects.filter(pk=late.pk).update(due_at=late.asked_at)
    office = as_user(user_with(Role.COORDINATOR))
    assert "Forms after acceptance overdue" in office.get("/admin/").text
    overdue = office.get(f"{ADMIN}?standing=overdue").text
    assert late.application.reference in overdue
    assert done.application.reference not in overdue
    page = office.get(f"{ADMIN}{done.pk}/change/").text
    assert ANSWERS["passport"] in page
    form = {"text": "One digit is missing", "due_at": "2035-01-01T12:00"}
    assert office.post(f"{ADMIN}{done.pk}/return/", {"text": ""}).status_code == 422
    assert office.post(f"{ADMIN}{done.pk}/return/", form).status_code == 302
    assert office.post(f"{ADMIN}{done.pk}/return/", form).status_code == 409
    assert "One digit is missing" in person(done).get(page_of(done)).text


@pytest.mark.parametrize("role", [Role.AUDITOR])
def test_who_only_reads_applications_sees_the_state_and_no_passport(role: Role):
    done = sent_in()
    reader = as_user(user_with(role))
    page = reader.get(f"{ADMIN}{done.pk}/change/").text
    assert "Sent in" in page
    assert ANSWERS["passport"] not in page
    application = reader.get(f"/admin/trainees/application/{done.application_id}/change/").text
    assert ANSWERS["passport"] not in application
    assert reader.get(f"{ADMIN}{done.pk}/return/").status_code == 403


def test_my_data_holds_the_answers_and_their_state():
    done = sent_in()
    kinds = {kind.key: kind for kind in my_data.data_of(done.application.applicant.user)}
    words = [fact.words for record in kinds["answers"].records for fact in record]
    assert ANSWERS["passport"] in words
    assert len(kinds["onboardings"].records) == 1


def test_pages_speak_korean():
    onboarding = asked()
    user = onboarding.application.applicant.user
    user.language = "ko"
    user.save()
    assert "여권번호" in as_user(user).get(page_of(onboarding, "form-1/")).text
    assert onboarding_of(onboarding.application).is_open
