"""A form set up in the administration without code: started, written, looked at, published."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from courses.calls.actions import form_templates
from courses.calls.models import Call, FormQuestion, FormSection, FormVersion
from ivi_training.guards.permissions import Role
from tests.factories.courses import CallFactory
from tests.factories.forms import draft_form, form_for
from tests.pages import as_shown, with_rows

pytestmark = pytest.mark.django_db
BASE = "/admin/courses"


@pytest.fixture
def client(as_role: Callable[[Role], Client]) -> Client:
    return as_role(Role.ADMINISTRATOR)


def start(client: Client, call: Call, **facts: Any) -> HttpResponse:
    posted = {"call": call.pk, "stage": "application", **facts}
    return client.post(f"{BASE}/formversion/start/", posted)


def section_page(version: FormVersion) -> str:
    return f"{BASE}/formsection/{version.sections.get().pk}/change/"


def add(client: Client, version: FormVersion, **facts: Any) -> HttpResponse:
    """Add one question to the only section."""
    row = {
        "position": 9,
        "key": "extra",
        "kind": "short",
        "label_en": "Extra",
        "is_required": "on",
        **facts,
    }
    address = section_page(version)
    return client.post(address, with_rows(client.get(address), "FormQuestion", row))


def test_form_is_written_from_nothing_to_its_publication(client: Client):
    call = CallFactory()
    assert client.get(f"{BASE}/formversion/add/").url == f"{BASE}/formversion/start/"
    page = client.get(f"{BASE}/formversion/start/?call={call.pk}")
    assert page.context["form"].initial["call"] == str(call.pk)
    address = start(client, call).url
    section = {"position": 1, "title_en": "Your role", "title_ko": "직무"}
    assert "Add a section" in client.get(address).content.decode()
    client.post(address, with_rows(client.get(address), "FormSection", section))
    version = FormVersion.objects.get()
    facts = {"kind": "choice", "choices_text": "yes_sir | Yes | 예\n\nno_sir | No"}
    assert add(client, version, **facts).status_code == 302
    question = FormQuestion.objects.get()
    assert list(question.choices.values_list("value", "label_en", "label_ko")) == [
        ("yes_sir", "Yes", "예"),
        ("no_sir", "No", ""),
    ]
    english = client.get(f"{BASE}/formversion/{version.pk}/preview/en/").content.decode()
    korean = client.get(f"{BASE}/formversion/{version.pk}/preview/ko/").content.decode()
    assert ("Your role" in english, "직무" in korean, "예" in korean) == (True, True, True)
    client.post(f"{BASE}/formversion/{version.pk}/publish/")
    assert FormVersion.objects.in_force(call.pk) == version


def test_choices_are_changed_as_lines(client: Client):
    version = draft_form(CallFactory(), [("role", "choice", {})])
    page = client.get(section_page(version))
    values = as_shown(page)
    assert values["questions-0-choices_text"].splitlines()[0] == "engineer | Engineer | 엔지니어"
    values["questions-0-choices_text"] = "cook | Cook | 요리사"
    assert client.post(section_page(version), values).status_code == 302
    assert [c.value for c in FormQuestion.objects.get().choices.all()] == ["cook"]


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"key": "Big Key"}, "a letter first"),
        ({"key": "role"}, "Another question of this form has this key"),
        ({"kind": "choice"}, "Give at least one choice"),
        ({"choices_text": "a | A"}, "Only a question with choices has them"),
        ({"kind": "choice", "choices_text": "a"}, "Line 1: write value"),
        ({"kind": "choice", "choices_text": "a | A\nA! | B"}, "Line 2: a value has small"),
        ({"kind": "choice", "choices_text": "a | A\na | B"}, "is there twice"),
        ({"word_limit": "5", "kind": "date"}, "Only a text has a limit"),
        ({"kind": "number", "low": "5", "high": "1"}, "The highest number is below"),
        ({"shown_if": "role"}, "Name both the earlier question"),
        ({"label_en": "Resident registration number"}, "is never asked for"),
        ({"label_en": "Korean ID number"}, "is never asked for"),
        ({"label_ko": "주민등록번호"}, "is never asked for"),
        ({"label_ko": "주민 번호 뒷자리"}, "is never asked for"),
        ({"key": "passport_number"}, "not asked with an application"),
        ({"label_en": "Any allergies?"}, "not asked with an application"),
        ({"label_ko": "여권 번호"}, "not asked with an application"),
    ],
)
def test_mistake_is_shown_beside_its_field(client: Client, facts: dict[str, Any], message: str):
    version = draft_form(CallFactory())
    page = add(client, version, **facts)
    assert page.status_code == 200
    assert message in page.content.decode()
    assert not FormQuestion.objects.filter(position=9).exists()


def test_passport_is_asked_after_acceptance_and_the_resident_number_never(client: Client):
    version = draft_form(CallFactory(), stage="acceptance")
    assert add(client, version, key="passport_number").status_code == 302
    assert add(client, version, key="rrn", label_en="RRN").status_code == 200
    for facts in [{"label_en": "Your resident number"}, {"label_ko": "주민등록번호"}]:
        assert "is never asked for" in add(client, version, **facts).text
    assert version.questions.filter(position=9).count() == 1


def test_published_form_shows_no_fields_and_copies_into_its_next_version(client: Client):
    version = form_for(CallFactory())
    page = client.get(section_page(version))
    assert not page.context["inline_admin_formsets"][0].has_change_permission
    assert client.post(section_page(version), {"title_en": "Another"}).status_code == 403
    client.post(f"{BASE}/formversion/{version.pk}/copy/")
    assert FormVersion.objects.get(number=2).questions.count() == version.questions.count()


def test_incomplete_form_is_not_published_and_says_why(client: Client):
    version = draft_form(CallFactory(), [("thing", "choice", {})])
    page = client.get(f"{BASE}/formversion/{version.pk}/change/").content.decode()
    assert "“Thing”: give its choices." in page
    refused = client.post(f"{BASE}/formversion/{version.pk}/publish/")
    assert refused.status_code == 409
    preview = client.get(f"{BASE}/formversion/{version.pk}/preview/en/").content.decode()
    assert "Before it can be published" in preview


def test_form_starts_from_a_template_or_from_another_call(client: Client):
    call = CallFactory()
    start(client, call, template="mrna_2025")
    assert "at most 6" in client.get(f"{BASE}/call/{call.pk}/change/").content.decode()
    assert FormQuestion.objects.filter(key="technology_transfer").exists()
    version = form_for(CallFactory())
    start(client, CallFactory(), like=version.pk)
    assert FormVersion.objects.latest("pk").questions.count() == version.questions.count()
    both = start(client, CallFactory(), like=version.pk, template="mrna_2025")
    assert both.status_code == 422


def test_template_can_be_saved_as_it_stands_in_the_editor(client: Client):
    for name in form_templates.names():
        draft = form_templates.start(CallFactory(), name)
        for section in draft.sections.all():
            address = f"{BASE}/formsection/{section.pk}/change/"
            assert client.post(address, as_shown(client.get(address))).status_code == 302, name


def test_what_an_administrator_writes_is_text_and_never_markup(client: Client):
    evil = "<b>x</b>{% now %}{{ 1 }}"
    version = draft_form(CallFactory(), [("thing", "short", {"label_en": evil, "help_en": evil})])
    FormSection.objects.update(title_en=evil, help_en=evil)
    page = client.get(f"{BASE}/formversion/{version.pk}/preview/en/").content.decode()
    assert "<b>x</b>" not in page
    assert page.count("&lt;b&gt;x&lt;/b&gt;{% now %}{{ 1 }}") == 4


def test_empty_preview_says_what_to_do(client: Client):
    start(client, CallFactory())
    page = client.get(f"{BASE}/formversion/{FormVersion.objects.get().pk}/preview/en/")
    assert "No section yet" in page.content.decode()
