"""Applying on one page: everything kept at once or nothing, nobody's newer text overwritten."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from courses.calls.models import Call
from ivi_training.outbox.models import OutgoingEmail
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.files import executable, pdf
from tests.factories.forms import form_for
from tests.trainees.portal.views.test_applications import STEPS
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.people.models import Applicant

pytestmark = pytest.mark.django_db
SENT_ALONG = re.compile(r'name="([\w-]*(?:seen|asked))" value="([^"]*)"')


@pytest.fixture
def call() -> Call:
    call = open_call()
    shown = {"shown_if": "role", "shown_values": ["other"]}
    form_for(call, [("role", "choice", {}), ("plan", "short", shown)])
    return call


@pytest.fixture
def client() -> Client:
    return as_user(UserFactory(email="hoa@example.org"))


def url(call: Call) -> str:
    return f"/calls/{call.code}/apply/all/"


def along(client: Client, call: Call) -> dict[str, str]:
    """What the page sends along of each step."""
    return dict(SENT_ALONG.findall(client.get(url(call)).content.decode()))


def typed(call: Call) -> dict[str, Any]:
    """Everything a complete application needs."""
    facts = {name: value for step in STEPS.values() for name, value in step.items()}
    term = call.program.consent_terms.get()
    extra = {"cohort": call.cohorts.get().pk, term.field: "yes", "q_role": "engineer"}
    return facts | extra | {"cv": pdf()}


def post(client: Client, call: Call, **facts: Any) -> HttpResponse:
    return client.post(url(call), along(client, call) | facts)


def test_one_page_asks_what_the_steps_ask(client: Client, call: Call):
    page = client.get(url(call))
    assert page.status_code == 200
    text = page.content.decode()
    for name in typed(call):
        assert f'name="{name}"' in text, name
    assert f'href="{url(call)}"' in client.get(f"/calls/{call.code}/apply/course/").content.decode()


def test_one_press_saves_and_hands_in(client: Client, call: Call):
    answer = post(client, call, **typed(call), truth="on", submit="1")
    application = Application.objects.get()
    assert answer.url == f"/applications/{application.pk}/received/"
    page = client.get(answer.url).content.decode()
    assert str(application.reference) in page
    assert "hoa@example.org" in page
    assert application.status == ApplicationStatus.SUBMITTED
    assert application.statement == "I will train my colleagues."
    assert application.applicant.given_names == "Thị Hương"
    assert [a.value for a in application.answers.all()] == ["engineer"]
    assert [paper.kind for paper in application.documents.all()] == ["cv"]
    assert application.applicant.consents.get().answer == "given"
    assert OutgoingEmail.objects.get().kind == "application_received"


def test_draft_is_saved_incomplete_and_comes_back(client: Client, call: Call):
    cohort = call.cohorts.get().pk
    assert post(client, call, cohort=cohort, given_names="Hoa").url == url(call)
    assert Application.objects.get().status == ApplicationStatus.DRAFT
    assert 'value="Hoa"' in client.get(url(call)).content.decode()


def test_incomplete_one_is_saved_and_not_handed_in(client: Client, call: Call):
    facts = typed(call) | {"birth_date": ""}
    answer = post(client, call, **facts, truth="on", submit="1")
    application = Application.objects.get()
    assert answer.url == f"/applications/{application.pk}/"
    assert application.status == ApplicationStatus.DRAFT
    page = client.get(answer.url).content.decode()
    assert "not submitted yet" in page
    assert "/apply/person/#div_id_birth_date" in page


def test_unconfirmed_one_is_saved_and_not_handed_in(client: Client, call: Call):
    post(client, call, **typed(call), submit="1")
    assert Application.objects.get().status == ApplicationStatus.DRAFT


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"birth_date": "2999-01-01"}, "Check the year"),
        ({"years_of_experience": "99"}, "Check this number"),
        ({"second_nationality": "VN"}, "Choose another one"),
        ({"q_role": "king"}, "Select a valid choice"),
        ({"cv": executable()}, "PDF"),
        ({"cohort": ""}, "required"),
    ],
)
def test_wrong_input_keeps_everything_typed_and_saves_nothing(
    client: Client, call: Call, facts: dict[str, Any], message: str
):
    answer = post(client, call, **typed(call) | facts, truth="on", submit="1")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert message in text
    assert "I will train my colleagues." in text
    assert not Applicant.objects.exists()


def test_newer_text_of_a_step_is_not_overwritten(client: Client, call: Call):
    post(client, call, cohort=call.cohorts.get().pk, given_names="Hoa")
    old = along(client, call)
    post(client, call, cohort=call.cohorts.get().pk, given_names="Newer")
    facts = {"cohort": call.cohorts.get().pk, "given_names": "Older"}
    answer = client.post(url(call), old | facts)
    assert answer.status_code == 422
    assert "saved in another tab" in answer.content.decode()
    assert Applicant.objects.get().given_names == "Newer"


def test_question_brought_up_by_an_answer_on_the_same_page_is_heard(client: Client, call: Call):
    facts = typed(call) | {"q_role": "other", "q_plan": "Teach"}
    post(client, call, **facts)
    values = dict(Application.objects.get().answers.values_list("question__key", "value"))
    assert values == {"role": "other", "plan": "Teach"}


def test_submitted_application_is_shown_instead(client: Client, call: Call):
    post(client, call, **typed(call), truth="on", submit="1")
    assert client.get(url(call)).url == f"/applications/{Application.objects.get().pk}/"


def test_page_asks_in_a_fixed_number_of_queries(
    client: Client, call: Call, django_assert_num_queries: Any
):
    post(client, call, **typed(call))
    client.get(url(call))
    with django_assert_num_queries(10):
        client.get(url(call))
