"""Consents as a person meets them: in the application, on their own page, asked anew."""

import pytest
from django.test import Client

from courses.calls.actions import consents as texts
from courses.calls.models import ConsentTerm
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import consent_of, open_call
from tests.factories.trainees import draft, submitted
from trainees.applying.models import Application, Consent
from trainees.applying.statuses import ApplicationStatus

pytestmark = pytest.mark.django_db


def client_of(application: Application) -> Client:
    return as_user(application.applicant.user)


def text_of(application: Application) -> ConsentTerm:
    return application.call.program.consent_terms.get()


def test_step_asks_each_text_on_its_own_unticked_with_what_a_no_means():
    call = open_call()
    application = draft(call)
    news = consent_of(call.program, "news")
    page = client_of(application).get(f"/calls/{call.code}/apply/consents/")
    fields = page.context["form"].fields
    assert fields[news.field].initial is None
    text = page.content.decode()
    assert text.index(news.refusal) < text.index(f'name="{news.field}"')
    assert "data-autosave" not in text


def test_empty_page_says_when_one_is_asked():
    page = as_user(UserFactory()).get("/my-data/consents/").content.decode()
    assert "There is nothing to agree to now" in page


def test_answer_is_changed_after_reading_what_it_takes_back():
    application = submitted()
    term, client = text_of(application), client_of(application)
    page = client.get(f"/my-data/consents/{term.pk}/").content.decode()
    assert application.reference in page
    assert client.post(f"/my-data/consents/{term.pk}/", {"answer": ""}).status_code == 422
    done = client.post(f"/my-data/consents/{term.pk}/", {"answer": "no"}, follow=True)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert "Withdrawn" in done.content.decode()


def test_changed_text_shows_on_the_way_in():
    application = submitted()
    earlier = text_of(application)
    version = texts.next_version(earlier)
    client = client_of(application)
    texts.publish(version, by=UserFactory())
    for page in ("/applications/", f"/applications/{application.pk}/", "/my-data/consents/"):
        assert f"/my-data/consents/{version.pk}/" in client.get(page).content.decode()
    replaced = client.get(f"/my-data/consents/{earlier.pk}/")
    assert "A newer version of this text" in replaced.content.decode()


def test_text_of_another_program_is_not_there():
    stranger = consent_of(open_call().program, "news")
    assert client_of(submitted()).get(f"/my-data/consents/{stranger.pk}/").status_code == 404


def test_privacy_officer_publishes_and_looks_who_agreed():
    application = submitted()
    client = as_user(user_with(Role.PRIVACY))
    client.post("/admin/courses/consentterm/start/", {"program": application.call.program_id})
    draft_text = ConsentTerm.objects.get(kind="news")
    client.post(f"/admin/courses/consentterm/{draft_text.pk}/publish/")
    draft_text.refresh_from_db()
    assert draft_text.is_published
    preview = client.get(f"/admin/courses/consentterm/{draft_text.pk}/preview/ko/")
    assert draft_text.refusal_ko in preview.content.decode()
    given = Consent.objects.get()
    listed = client.get("/admin/trainees/consent/").content.decode()
    assert given.applicant.full_name in listed
