"""What an applicant typed is shown, mailed and printed as text, whatever it looks like."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import open_call
from tests.factories.trainees import ApplicantFactory, draft, submitted
from trainees.applying.models import Application

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><script>x</script>",
    "{{ 7*7 }}{% debug %}<b>", '=HYPERLINK("<b>")', "'; DROP TABLE x; --<b>", "Anna\r\nBcc: a@x<b>",
    '#eval("1")<b>', "&lt;b&gt;<b>", "${7*7}%(name)s%s<b>",
]  # fmt: skip
STAFF_PAGES = ["admin:cohort_board", "admin:cohort_screening", "admin:cohort_waiting"]


def hostile(text: str) -> Application:
    applicant = ApplicantFactory(
        user=UserFactory(name=text), given_names=text, family_name=text, preferred_name=text
    )
    facts = ["employer_name", "job_title", "field_of_study", "statement"]
    return submitted(open_call(), applicant=applicant, **dict.fromkeys(facts, text))


def own_pages(application: Application) -> list[str]:
    names = ["application_detail", "application_withdraw"]
    return [
        *[reverse(f"trainees:{name}", args=[application.pk]) for name in names],
        reverse("trainees:application_list"),
        reverse("trainees:consent_list"),
    ]


def staff_pages(application: Application) -> list[str]:
    return [
        *[reverse(name, args=[application.cohort_id]) for name in STAFF_PAGES],
        reverse("admin:application_screen", args=[application.pk]),
        reverse("admin:trainees_application_change", args=[application.pk]),
        reverse("admin:trainees_application_changelist"),
        reverse("admin:trainees_applicant_change", args=[application.applicant_id]),
        reverse("admin:trainees_applicant_changelist"),
        reverse("admin:ivi_training_outgoingemail_changelist"),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_pages_and_mails_show_it_as_text(text: str):
    application = hostile(text)
    shown = 0
    for user, pages in (
        (application.applicant.user, own_pages(application)),
        (user_with(Role.ADMINISTRATOR), staff_pages(application)),
    ):
        client = as_user(user)
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            html = answer.content.decode()
            assert text not in html, page
            shown += "&lt;" in html
    assert shown > 4
    for mail in OutgoingEmail.objects.all():
        assert text not in mail.html
        assert "\n" not in mail.subject + mail.recipient


def type_into_the_person(client: Client, application: Application, **typed: Any) -> HttpResponse:
    url = reverse("trainees:application_step", args=[application.call.code, "person"])
    seen = client.get(url).context["form"].initial["seen"]
    return client.post(url, {"seen": seen, **typed})


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\u2028"])
def test_sign_that_cannot_be_seen_is_refused_in_a_sentence(sign: str):
    application = draft()
    client = as_user(application.applicant.user)
    page = type_into_the_person(client, application, given_names=f"An{sign}na", family_name="X")
    html = page.content.decode()
    assert "cannot be seen or printed" in html or "Null characters are not allowed." in html
    application.applicant.refresh_from_db()
    assert sign not in application.applicant.given_names


def test_what_was_typed_comes_back_as_text():
    application = draft()
    client = as_user(application.applicant.user)
    text = '"><script>alert(1)</script>' + "x" * 300
    html = type_into_the_person(client, application, given_names=text).content.decode()
    assert text not in html
    assert "&quot;&gt;&lt;script&gt;alert(1)" in html
