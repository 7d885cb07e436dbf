"""Texts of consents in the administration: drafts are changed, whoever may open their program."""

import pytest
from django.urls import reverse

from courses.calls.actions import consents
from courses.calls.models import ConsentTerm
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import ProgramFactory, consent_of

pytestmark = pytest.mark.django_db


def _draft() -> ConsentTerm:
    program = ProgramFactory()
    return consents.next_version(consent_of(program, "pictures"))


@pytest.mark.parametrize("role", [Role.PRIVACY, Role.ADMINISTRATOR])
def test_draft_is_changed_by_whoever_may_open_its_program_or_not(role: Role):
    draft, client = _draft(), as_user(user_with(role))
    url = reverse("admin:courses_consentterm_change", args=[draft.pk])
    page = client.get(url)
    form = page.context["adminform"].form
    link = reverse("admin:courses_program_change", args=[draft.program_id])
    assert (link in page.text, draft.program.name in page.text) == (role != Role.PRIVACY, True)
    response = client.post(url, form.initial | {"title_en": "Photographs"})
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.title_en == "Photographs"


def test_published_text_is_only_read():
    term = consent_of(ProgramFactory(), "pictures")
    client = as_user(user_with(Role.PRIVACY))
    url = reverse("admin:courses_consentterm_change", args=[term.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"title_en": "Photographs"}).status_code == 403
