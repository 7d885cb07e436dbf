"""Retention on its pages: rules, previews, holds and records for the office; days for a person."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import ProgramFactory
from tests.factories.retention import ended, retention_rule
from tests.factories.trainees import submitted
from trainees.applying.models import Application
from trainees.portal.actions import withdrawals
from trainees.records.actions import retention_rules
from trainees.records.models import Destruction, RetentionHold, RetentionRule
from trainees.tasks import destroy_what_is_due

pytestmark = pytest.mark.django_db
RULES = "/admin/trainees/retentionrule"


def gone_by(*people: str) -> Application:
    """Applications of one program whose people took no part, long ago."""
    first: Application | None = None
    for name in people:
        one = submitted(*([first.call] if first else []), applicant__family_name=name)
        first = first or one
        withdrawals.withdraw(one, by=one.applicant.user)
    assert first is not None
    ended(*Application.objects.select_related("applicant"))
    return first


@pytest.fixture
def officer() -> Client:
    return as_user(user_with(Role.PRIVACY))


def test_officer_starts_changes_and_publishes_rules(officer: Client):
    program = ProgramFactory()
    assert "No rule in force" in officer.get(f"{RULES}/now/{program.pk}/").content.decode()
    assert officer.post(f"{RULES}/start/", {"program": program.pk}).status_code == 302
    rule = RetentionRule.objects.get(program=program, kind="paper")
    page = officer.get(f"{RULES}/{rule.pk}/change/").content.decode()
    assert "A draft destroys nothing." in page
    data = {
        "period": 9,
        "unit": "months",
        "event": "program_end",
        "basis_en": "Law",
        "basis_ko": "",
    }
    assert officer.post(f"{RULES}/{rule.pk}/change/", data).status_code == 302
    assert officer.post(f"{RULES}/{rule.pk}/publish/").status_code == 409
    officer.post(f"{RULES}/{rule.pk}/change/", data | {"basis_ko": "법"})
    assert officer.post(f"{RULES}/{rule.pk}/publish/").status_code == 302
    page = officer.get(f"{RULES}/now/{program.pk}/").content.decode()
    assert "9 months after the end of the program" in page
    assert officer.post(f"{RULES}/{rule.pk}/copy/").status_code == 302
    assert RetentionRule.objects.get(program=program, kind="paper", number=2).period == 9


def test_period_that_cannot_be_is_refused_with_a_sentence(officer: Client):
    program = ProgramFactory()
    rule = retention_rules.start(program)[0]
    data = {"period": 0, "unit": "days", "event": "sign_in", "basis_en": "Law", "basis_ko": "법"}
    page = officer.post(f"{RULES}/{rule.pk}/change/", data).content.decode()
    assert "A period is one day at least." in page
    assert "counted from the last sign-in" in page


def test_what_is_due_is_shown_then_destroyed_then_on_record(officer: Client):
    application = gone_by("Otieno", "Tran")
    rule = retention_rule(application.cohort.program, "not_selected")
    program = application.cohort.program_id
    preview = officer.get(f"{RULES}/{rule.pk}/due/").content.decode()
    assert application.reference in preview
    assert "due now" in preview
    assert "Nothing of this program yet." in officer.get(f"{RULES}/now/{program}/").content.decode()
    destroy_what_is_due()
    page = officer.get(f"{RULES}/now/{program}/").content.decode()
    assert "Nothing of this program yet." not in page
    assert "1 month after the end of the program" in page
    assert (
        "Nothing falls due within a year" in officer.get(f"{RULES}/{rule.pk}/due/").content.decode()
    )
    records = officer.get("/admin/trainees/destruction/").content.decode()
    assert Destruction.objects.get().application_count == 2
    assert "Otieno" not in page + records


def test_hold_is_named_on_the_page_and_the_start_page_until_it_is_lifted(officer: Client):
    application = gone_by("Otieno")
    retention_rule(application.cohort.program, "not_selected")
    program = application.cohort.program_id
    refused = officer.post("/admin/trainees/retentionhold/set/", {"reference": "X", "reason": "A"})
    assert refused.status_code == 422
    assert "No application has this reference number." in refused.content.decode()
    wish = {"reference": application.reference, "reason": "A claim is open"}
    assert officer.post("/admin/trainees/retentionhold/set/", wish).status_code == 302
    assert officer.post("/admin/trainees/retentionhold/set/", wish).status_code == 409
    destroy_what_is_due()
    assert not Destruction.objects.exists()
    page = officer.get(f"{RULES}/now/{program}/").content.decode()
    assert "Otieno" in page
    assert "A claim is open" in page
    assert "Due, but on hold" in officer.get("/admin/").content.decode()
    mine = as_user(application.applicant.user).get("/my-data/").content.decode()
    assert "A claim is open" in mine
    hold = RetentionHold.objects.get()
    assert officer.post(f"/admin/trainees/retentionhold/{hold.pk}/lift/").status_code == 302
    assert officer.post(f"/admin/trainees/retentionhold/{hold.pk}/lift/").status_code == 409
    destroy_what_is_due()
    assert Destruction.objects.exists()
    assert "Due, but on hold" not in officer.get("/admin/").content.decode()


def test_large_first_run_waits_on_the_start_page(officer: Client, monkeypatch: pytest.MonkeyPatch):
    for module in (
        "trainees.records.actions.retention_rules.LARGE",
        "trainees.records.reports.retention.LARGE",
    ):
        monkeypatch.setattr(module, 0)
    application = gone_by("Otieno")
    rule = retention_rule(application.cohort.program, "not_selected")
    destroy_what_is_due()
    assert not Destruction.objects.exists()
    assert "First run of a retention rule" in officer.get("/admin/").content.decode()
    page = officer.get(f"{RULES}/now/{rule.program_id}/").content.decode()
    assert "Agree to the first run" in page
    assert officer.post(f"{RULES}/{rule.pk}/agree/").status_code == 302
    assert "First run of a retention rule" not in officer.get("/admin/").content.decode()
    destroy_what_is_due()
    assert Destruction.objects.exists()


def test_applicant_reads_until_when_each_kind_is_kept():
    application = submitted()
    client = as_user(application.applicant.user)
    assert "has not published its periods" in client.get("/my-data/").content.decode()
    retention_rule(
        application.cohort.program, "not_selected", event="result", period=1, unit="years"
    )
    page = client.get("/my-data/").content.decode()
    assert "1 year after the result, or the last step of the application" in page
    withdrawals.withdraw(application, by=application.applicant.user)
    today = timezone.localdate()
    assert str(today.year + 1) in client.get("/my-data/").content.decode().split('id="kept"')[1]


def test_auditor_reads_and_changes_nothing():
    application = gone_by("Otieno")
    rule = retention_rule(application.cohort.program, "not_selected")
    client = as_user(user_with(Role.AUDITOR))
    page = client.get(f"{RULES}/now/{rule.program_id}/").content.decode()
    assert "/retentionhold/set/" not in page
    assert client.post(f"{RULES}/{rule.pk}/copy/").status_code == 403


# Session, user, roles' permissions; program, others; in force, not begun, due; drafts, passed over,
# holds, records.
QUERIES = 12


@pytest.mark.parametrize("people", [1, 3])
def test_overview_has_a_fixed_number_of_queries(
    as_role: Callable[[Role], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
    people: int,
):
    application = gone_by(*["Otieno", "Tran", "Silva"][:people])
    rule = retention_rule(application.cohort.program, "not_selected")
    client = as_role(Role.PRIVACY)
    with django_assert_num_queries(QUERIES):
        assert client.get(f"{RULES}/now/{rule.program_id}/").status_code == 200
