"""Setting up a rubric, its next version, and inviting a reviewer through the administration."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.courses import open_call
from tests.factories.reviews import draft_rubric, rubric_for
from tests.pages import as_shown, with_rows
from trainees.reviewing.models import Reviewer, Rubric

pytestmark = pytest.mark.django_db
SignIn = Callable[[Role], Client]
RUBRICS = "/admin/trainees/rubric/"


def test_rubric_is_set_up_with_criteria_and_published(as_role: SignIn):
    client, call = as_role(Role.ADMINISTRATOR), open_call()
    due = timezone.now() + timedelta(days=9)
    criterion = {
        "position": 1, "name_en": "Relevance", "weight": "2.5", "low": 0, "high": 10,
    }  # fmt: skip
    data = with_rows(client.get(f"{RUBRICS}add/"), "Criterion", criterion)
    data |= {
        "call": call.pk, "reviews_required": 3,
        "review_by_0": due.date().isoformat(), "review_by_1": "18:00",
    }  # fmt: skip
    assert client.post(f"{RUBRICS}add/", data).status_code == 302
    rubric = Rubric.objects.get()
    client.post(f"{RUBRICS}{rubric.pk}/publish/")
    assert Rubric.objects.in_force(call.pk) == rubric
    page = client.get(f"{RUBRICS}{rubric.pk}/change/")
    assert "review_by_0" in as_shown(page)
    assert "reviews_required" not in as_shown(page)
    client.post(f"{RUBRICS}{rubric.pk}/copy/")
    assert Rubric.objects.filter(version=2, published_at=None).exists()


def test_call_has_one_draft_at_a_time(as_role: SignIn):
    rubric = draft_rubric(open_call())
    client = as_role(Role.ADMINISTRATOR)
    data = as_shown(client.get(f"{RUBRICS}add/")) | {"call": rubric.call_id}
    assert "This call has a draft already" in client.post(f"{RUBRICS}add/", data).content.decode()


def test_values_of_a_draft_get_their_meanings_and_those_of_a_published_one_stand(as_role: SignIn):
    client, draft = as_role(Role.ADMINISTRATOR), draft_rubric(open_call())
    english = draft.criteria.get(position=2)
    url = f"/admin/trainees/criterion/{english.pk}/change/"
    data = as_shown(client.get(url))
    data |= {f"anchors-{n}-text_en": f"Meaning {n}" for n in range(3)}
    assert client.post(url, data).status_code == 302
    assert [str(a) for a in english.anchors.all()] == [
        "1: Meaning 0", "2: Meaning 1", "3: Meaning 2",
    ]  # fmt: skip
    standing = rubric_for(open_call()).criteria.first()
    page = client.get(f"/admin/trainees/criterion/{standing.pk}/change/")
    assert page.context["has_change_permission"] is False


def test_reviewer_from_outside_is_invited_with_a_link_for_the_password(as_role: SignIn):
    client = as_role(Role.ADMINISTRATOR)
    page = client.get("/admin/trainees/reviewer/").content.decode()
    assert "Invite a reviewer" in page
    facts = {"name": "Dr Mensah", "email": "mensah@example.org", "expertise": "WHO"}
    assert client.post("/admin/trainees/reviewer/invite/", facts).status_code == 302
    assert Reviewer.objects.get().user == User.objects.get(email="mensah@example.org")
    sent = OutgoingEmail.objects.filter(recipient="mensah@example.org")
    assert {mail.kind for mail in sent} == {
        "reviewer_invited", "account_password_link",
    }  # fmt: skip
    assert client.post("/admin/trainees/reviewer/invite/", facts).status_code == 409


def test_invitation_without_an_address_is_refused(as_role: SignIn):
    page = as_role(Role.ADMISSIONS).post("/admin/trainees/reviewer/invite/", {"name": "Dr Mensah"})
    assert page.status_code == 422
