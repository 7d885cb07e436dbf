"""A call's own questions through the pages: asked, hidden, bounded, kept, shown to who may see."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from courses.calls.actions import forms
from courses.calls.models import Call
from tests.conftest import as_user
from tests.factories.courses import open_call
from tests.factories.files import executable, pdf
from tests.factories.forms import QUESTIONS, answer, answered, form_for, handed_in
from tests.factories.reviews import assigned
from tests.factories.trainees import draft
from trainees.applying.models import Answer, Application
from trainees.applying.views.form_pages import AUTOSAVED
from trainees.screening.actions import findings, submissions

pytestmark = pytest.mark.django_db
AGREE = {"truth": "on"}


@pytest.fixture
def call() -> Call:
    return open_call()


def client_of(application: Application) -> Client:
    return as_user(application.applicant.user)


def url(call: Call, step: str = "form-1") -> str:
    return f"/calls/{call.code}/apply/{step}/"


def post(client: Client, call: Call, **facts: Any) -> HttpResponse:
    """The section as a browser without scripts posts it."""
    hidden = client.get(url(call)).context["form"].initial
    return client.post(url(call), {"seen": hidden["seen"], "asked": hidden["asked"], **facts})


def values(application: Application) -> dict[str, Any]:
    return dict(
        Answer.objects.filter(application=application).values_list("question__key", "value")
    )


def test_section_is_a_step_in_the_readers_language(call: Call):
    form_for(call)
    application = draft(call)
    page = client_of(application).get(url(call), headers={"accept-language": "ko"})
    assert page.status_code == 200
    application.applicant.user.language = "ko"
    application.applicant.user.save()
    text = client_of(application).get(url(call)).content.decode()
    assert "직무" in text
    assert "엔지니어" in text


def test_answers_are_kept_as_they_were_given(call: Call):
    form_for(call)
    application = draft(call)
    facts = {"q_role": "engineer", "q_plan": "Teach", "q_areas": ["glp", "gmp"], "q_litres": "2.50"}
    assert post(client_of(application), call, **facts).url == url(call, "papers")
    kept = {"role": "engineer", "plan": "Teach", "areas": ["glp", "gmp"], "litres": "2.5"}
    assert values(application) == kept
    page = client_of(application).get(url(call)).content.decode()
    assert 'value="2.5"' in page
    assert "Teach" in page


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("short", "Ünïcode 한글", "Ünïcode 한글"),
        ("date", "2020-02-29", "2020-02-29"),
        ("country", "KE", "KE"),
        ("organisation", "KEMRI", "KEMRI"),
        ("yes_no", "no", "no"),
        ("agreement", "on", True),
        ("number", "-3", "-3"),
    ],
)
def test_each_kind_of_answer_is_kept(call: Call, kind: str, given: str, kept: Any):
    form_for(call, [("thing", kind, {})])
    application = draft(call)
    assert post(client_of(application), call, q_thing=given).status_code == 302
    assert values(application) == {"thing": kept}
    assert post(client_of(application), call).status_code == 302
    assert values(application) == {}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"q_plan": "one two three four five six"}, "Shorten it by 1"),
        ({"q_litres": "101"}, "less than or equal to 100"),
        ({"q_role": "king"}, "Select a valid choice"),
        ({"q_areas": ["gmp", "moon"]}, "Select a valid choice"),
        ({"q_plan": "a\0b"}, "Null characters"),
    ],
)
def test_wrong_answer_is_refused_beside_its_question(
    call: Call, facts: dict[str, Any], message: str
):
    form_for(call)
    application = draft(call)
    response = post(client_of(application), call, **facts)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert values(application) == {}


def test_file_of_a_question_is_checked_kept_and_stays(call: Call):
    form_for(call, [("licence", "file", {})])
    application = draft(call)
    client = client_of(application)
    assert post(client, call, q_licence=executable()).status_code == 422
    assert post(client, call, q_licence=pdf("licence.pdf")).status_code == 302
    assert post(client, call).status_code == 302
    paper = application.documents.get(kind="answer")
    assert (paper.name, paper.question.key) == ("licence.pdf", "licence")
    summary = client.get(f"/applications/{application.pk}/").content.decode()
    assert summary.count("licence.pdf") == 1


def test_question_that_an_answer_brings_up_is_shown_before_one_goes_on(call: Call):
    form_for(call)
    application = draft(call)
    client = client_of(application)
    assert "data-shown-if" in client.get(url(call)).content.decode()
    first = post(client, call, q_role="other", q_plan="Teach")
    assert first.url == url(call)
    second = post(client, call, q_role="other", q_role_other="Cook")
    assert second.url == url(call, "papers")
    assert values(application)["role_other"] == "Cook"


def test_answer_to_a_hidden_question_is_not_kept(call: Call):
    form_for(call)
    application = draft(call)
    post(client_of(application), call, q_role="engineer", q_role_other="Smuggled", q_plan="Teach")
    assert values(application) == {"role": "engineer", "plan": "Teach"}


def test_summary_asks_for_what_the_form_needs_and_no_more(call: Call):
    form_for(call)
    application = draft(call)
    client = client_of(application)
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert f"{url(call)}#div_id_q_role" in page
    assert "q_areas" not in page
    answer(application, role="other", plan="Teach")
    page = client.get(f"/applications/{application.pk}/").content.decode()
    assert f"{url(call)}#div_id_q_role_other" in page
    refused = client.post(f"/applications/{application.pk}/submit/", AGREE)
    assert refused.status_code == 409
    assert "Role other" in refused.content.decode()
    answer(application, role_other="Cook")
    assert client.post(f"/applications/{application.pk}/submit/", AGREE).status_code == 302


def test_draft_follows_the_newest_form_and_what_is_submitted_does_not(call: Call):
    first = form_for(call)
    submitted, begun = handed_in(call), answered(call)
    second = forms.start_draft(call, like=first)
    second.questions.filter(key="role").delete()
    plan = second.questions.get(key="plan")
    plan.label_en = "Your plan"
    plan.save()
    second.questions.filter(key="role_other").update(shown_if="", shown_values=[])
    forms.publish(second, by=begun.applicant.user)
    page = client_of(begun).get(url(call)).content.decode()
    assert "Your plan" in page
    assert "Teach my colleagues" in page
    answer(begun, role_other="Cook")
    begun.refresh_from_db()
    assert begun.form_version == second
    assert values(begun) == {"plan": "Teach my colleagues", "role_other": "Cook"}
    summary = client_of(submitted).get(f"/applications/{submitted.pk}/").content.decode()
    assert "Engineer" in summary
    assert submitted.form_version == first


def test_draft_saved_from_a_page_of_the_older_form_loses_nothing(call: Call):
    first = form_for(call)
    application = draft(call)
    client = client_of(application)
    seen = client.get(url(call)).context["form"].initial["seen"]
    forms.publish(forms.start_draft(call, like=first), by=application.applicant.user)
    posted = {"seen": seen, "asked": "role,plan", "q_role": "engineer", "q_plan": "Teach"}
    assert client.post(url(call), posted).status_code == 302
    assert values(application) == {"role": "engineer", "plan": "Teach"}


def test_stale_tab_overwrites_no_answer(call: Call):
    form_for(call)
    application = draft(call)
    client = client_of(application)
    seen = client.get(url(call)).context["form"].initial["seen"]
    posted = {"seen": seen, "asked": "role,plan", "q_role": "engineer"}
    client.post(url(call), posted | {"q_plan": "First"}, headers={AUTOSAVED: "1"})
    stale = client.post(url(call), posted | {"q_plan": "Second"})
    assert stale.status_code == 422
    assert "saved in another tab" in stale.content.decode()
    assert values(application)["plan"] == "First"


def test_answers_are_shown_to_screeners_and_administrators(call: Call, as_role: Any):
    form_for(call)
    application = handed_in(call)
    client = as_role("admissions")
    for address in ("screen", "change"):
        page = client.get(f"/admin/trainees/application/{application.pk}/{address}/")
        assert "Teach my colleagues" in page.content.decode()
        assert "Engineer" in page.content.decode()


@pytest.mark.parametrize(("hide", "is_shown"), [(False, True), (True, False)])
def test_reviewer_sees_what_the_rubric_does_not_hide(call: Call, hide: bool, is_shown: bool):  # noqa: FBT001
    more = [("unit", "short", {"names_person": True}), ("partner", "organisation", {})]
    form_for(call, [*QUESTIONS, *more])
    application = answered(call)
    answer(application, unit="Line seven", partner="Nanocovax")
    submissions.submit(application, by=application.applicant.user)
    findings.mark_eligible([application], by=application.applicant.user)
    review = assigned(application, hide_organisation=hide)
    page = as_user(review.reviewer).get(f"/reviews/{review.pk}/").content.decode()
    assert "Teach my colleagues" in page
    assert ("Line seven" in page, "Nanocovax" in page) == (is_shown, is_shown)


def test_section_has_a_fixed_number_of_queries(call: Call, django_assert_num_queries: Any):
    form_for(call)
    application = answered(call)
    client = client_of(application)
    client.get(url(call))  # what is set up around the call is kept by the process
    # As for every step, and the answers, with the curriculum vitae among the papers.
    with django_assert_num_queries(8):
        client.get(url(call))


@pytest.mark.parametrize("step", ["course", "person", "work", "statement", "form-1", "papers"])
def test_step_weighs_less_than_100_kb_at_the_first_visit(call: Call, step: str):
    form_for(call)
    client = client_of(answered(call))
    page = client.get(url(call, step), headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    text = gzip.decompress(page.content).decode()
    linked = re.findall(r'(?:href|src)="/static/([^"]+)"', text)
    assert len(linked) > 8
    files = [Path(str(finders.find(name))).read_bytes() for name in linked]
    weight = len(page.content) + sum(len(gzip.compress(file)) for file in files)
    assert weight < 60_000  # of 100,000: Bootstrap alone is half of it
