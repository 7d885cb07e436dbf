"""Endorsements in the administration: kinds are set up on the call, staff reads what is signed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.calls.models import Call, EndorsementRule
from ivi_training.guards.permissions import Role
from tests.factories.courses import CallFactory, open_call
from tests.factories.endorsements import asking_call, endorsement, endorsement_rule, sign
from tests.factories.trainees import draft, submitted
from tests.pages import as_shown, prefixes, with_rows
from trainees.applying.models import Endorsement

pytestmark = pytest.mark.django_db
NEW = {
    "position": 1,
    "days": 10,
    "label_en": "Nomination by a ministry",
    "text_en": "The ministry nominates the applicant.",
    "is_required": "on",
    "is_awaited": "on",
}


@pytest.fixture
def admin(as_role: Callable[[Role], Client]) -> Client:
    return as_role(Role.ADMINISTRATOR)


@pytest.fixture
def given() -> Endorsement:
    asked = endorsement(submitted(asking_call()))
    sign(asked)
    return asked


def change(call: Call) -> str:
    return reverse("admin:courses_call_change", args=[call.pk])


def test_kind_is_set_up_on_the_call(admin: Client):
    call = open_call()
    page = admin.get(change(call))
    assert admin.post(change(call), with_rows(page, "EndorsementRule", NEW)).status_code == 302
    rule = EndorsementRule.objects.get()
    assert (rule.label, rule.days, rule.is_awaited) == ("Nomination by a ministry", 10, True)


def test_kind_that_awaits_what_it_does_not_require_is_refused(admin: Client):
    call = open_call()
    wrong = {name: value for name, value in NEW.items() if name != "is_required"}
    page = admin.post(change(call), with_rows(admin.get(change(call)), "EndorsementRule", wrong))
    assert "Submission waits only for what is required." in page.content.decode()
    assert not EndorsementRule.objects.exists()


def test_wording_stands_once_somebody_was_asked(admin: Client):
    asked = endorsement()
    call = asked.application.call
    page = admin.get(change(call))
    prefix = prefixes(page)["EndorsementRule"]
    values = as_shown(page) | {f"{prefix}-0-text_en": "Another", f"{prefix}-0-days": 20}
    assert admin.post(change(call), values).status_code == 302
    asked.rule.refresh_from_db()
    assert (asked.rule.text_en, asked.rule.days) == ("The employer supports this application.", 20)


def test_kinds_are_only_shown_once_somebody_has_applied(admin: Client):
    call = asking_call()
    submitted(call)
    page = admin.get(change(call))
    (inline,) = (
        i for i in page.context["inline_admin_formsets"] if i.opts.model is EndorsementRule
    )
    assert not inline.has_change_permission
    assert "so what it asks for can no longer be changed" in page.content.decode()


def test_kinds_of_a_draft_call_can_be_dropped():
    rule = endorsement_rule(CallFactory())
    rule.delete()
    assert not EndorsementRule.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMISSIONS, Role.AUDITOR])
def test_staff_reads_what_is_signed(
    role: Role, as_role: Callable[[Role], Client], given: Endorsement
):
    client = as_role(role)
    for name, pk in [("endorsement", given.pk), ("application", given.application_id)]:
        page = client.get(reverse(f"admin:trainees_{name}_change", args=[pk]))
        assert "Our best engineer." in page.content.decode()


def test_screening_shows_what_is_signed(as_role: Callable[[Role], Client], given: Endorsement):
    url = reverse("admin:application_screen", args=[given.application_id])
    shown = as_role(Role.ADMISSIONS).get(url).content.decode()
    for part in ("Our best engineer.", "Working time is released", given.name):
        assert part in shown


@pytest.mark.parametrize(
    ("query", "count"), [({}, 1), ({"status__exact": "signed"}, 1), ({"status__exact": "asked"}, 0)]
)
def test_list_leaves_drafts_out_and_can_be_filtered(
    query: dict[str, Any], count: int, admin: Client, given: Endorsement
):
    endorsement(draft(given.application.call))
    page = admin.get(reverse("admin:trainees_endorsement_changelist"), query)
    assert len(page.context["cl"].result_list) == count
