"""A call through the administration: written there, moved along by steps of its own."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from courses.calls.models import Call
from courses.calls.statuses import CallStatus
from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CallFactory, CohortFactory, open_call, rule_of
from tests.factories.trainees import submitted
from tests.pages import as_shown

pytestmark = pytest.mark.django_db

ADD = "/admin/courses/call/add/"


@pytest.fixture
def admin(db: None) -> Client:
    return as_user(user_with(Role.ADMINISTRATOR))


def moment(name: str, at: datetime) -> dict[str, str]:
    local = timezone.localtime(at)
    return {f"{name}_0": local.strftime("%Y-%m-%d"), f"{name}_1": local.strftime("%H:%M:%S")}


def new_call(admin: Client, cohort: Cohort, **facts: Any) -> Any:
    now = timezone.now()
    texts = ("title", "summary", "who_may_apply", "what_is_needed")
    values = {f"{text}_en": text for text in texts} | {
        "program": cohort.program_id, "code": "BDM-2022", "cohorts": [cohort.pk], "offer_days": 14,
        "reminder_days": 3, "appeal_days": 14, "onboarding_days": 14,
        "rules-TOTAL_FORMS": 0, "rules-INITIAL_FORMS": 0,
        "endorsement_rules-TOTAL_FORMS": 0, "endorsement_rules-INITIAL_FORMS": 0,
        **moment("opens_at", now - timedelta(days=1)),
        **moment("closes_at", now + timedelta(days=9)),
    }  # fmt: skip
    return admin.post(ADD, values | facts)


def step(call: Call, name: str) -> str:
    return f"/admin/courses/call/{call.pk}/{name}/"


def test_call_is_a_draft_until_it_is_published(admin: Client):
    assert new_call(admin, CohortFactory()).status_code == 302
    call = Call.objects.get()
    assert call.status == CallStatus.DRAFT
    assert admin.post(step(call, "publish")).status_code == 302
    call.refresh_from_db()
    assert call.is_open


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (moment("closes_at", timezone.now() - timedelta(days=9)), "cannot close before it opens"),
        ({"offer_days": "0"}, "at least one day"),
        ({"offer_days": "-1"}, "greater than or equal to 0"),
        ({"cohorts": []}, "This field is required."),
        ({"code": "bdm 2022"}, "Use 2 to 20 capital letters"),
    ],
)
def test_wrong_fact_is_refused_and_the_rest_is_kept(
    admin: Client, facts: dict[str, Any], message: str
):
    page = new_call(admin, CohortFactory(), **facts).content.decode()
    assert message in page
    assert "who_may_apply" in page
    assert not Call.objects.exists()


def test_cohort_of_another_program_is_refused(admin: Client):
    here, elsewhere = CohortFactory(), CohortFactory()
    refused = new_call(admin, here, cohorts=[here.pk, elsewhere.pk])
    assert f"{elsewhere} belongs to another program." in refused.content.decode()


def test_published_deadline_is_not_a_field_any_more(admin: Client):
    call = open_call()
    page = f"/admin/courses/call/{call.pk}/change/"
    values = as_shown(admin.get(page)) | moment("closes_at", call.closes_at + timedelta(days=9))
    assert admin.post(page, values | {"title_en": "Renamed"}).status_code == 302
    changed = Call.objects.get()
    assert (changed.closes_at, changed.title_en) == (call.closes_at, "Renamed")


def test_page_offers_the_steps_that_are_possible(admin: Client):
    draft, shown = CallFactory(), open_call()
    offered = {
        call.pk: {
            name
            for name in ("publish", "extend", "cancel")
            if step(call, name)
            in admin.get(f"/admin/courses/call/{call.pk}/change/").content.decode()
        }
        for call in (draft, shown)
    }
    assert offered == {draft.pk: {"publish", "cancel"}, shown.pk: {"extend", "cancel"}}


def test_call_without_a_cohort_is_refused_with_what_to_do(admin: Client):
    refused = admin.post(step(CallFactory(), "publish"))
    assert refused.status_code == 409
    assert "Choose at least one cohort" in refused.content.decode()


def test_deadline_is_extended_with_a_reason(admin: Client):
    call = open_call()
    later = timezone.localtime(call.closes_at + timedelta(days=7)).replace(second=0, microsecond=0)
    assert "datetime-local" in admin.get(step(call, "extend")).content.decode()
    given = {"closes_at": later.strftime("%Y-%m-%dT%H:%M"), "reason": "A holiday in Ethiopia"}
    assert admin.post(step(call, "extend"), given).status_code == 302
    assert Call.objects.get().closes_at == later
    last = Call.pgh_event_model.objects.latest("pk")
    assert last.pgh_context.metadata["reason"] == "A holiday in Ethiopia"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"closes_at": "2020-01-01T09:00", "reason": "Typed"}, 409),
        ({"closes_at": "soon", "reason": "Typed"}, 422),
        ({"closes_at": "2099-01-01T09:00", "reason": ""}, 422),
    ],
)
def test_wrong_extension_changes_nothing(admin: Client, given: dict[str, str], status: int):
    call = open_call()
    assert admin.post(step(call, "extend"), given).status_code == status
    assert Call.objects.get().closes_at == call.closes_at


def test_call_is_cancelled_with_a_reason(admin: Client):
    call = open_call()
    assert admin.get(step(call, "cancel")).status_code == 200
    assert admin.post(step(call, "cancel"), {"reason": ""}).status_code == 422
    assert admin.post(step(call, "cancel"), {"reason": "No funds"}).status_code == 302
    assert Call.objects.get().status == CallStatus.CANCELLED
    assert Client().get(f"/calls/{call.code}/").status_code == 404


def with_rule(call: Call, admin: Client, **facts: Any) -> Any:
    page = f"/admin/courses/call/{call.pk}/change/"
    values = as_shown(admin.get(page))
    new = {f"rules-{call.rules.count()}-{name}": value for name, value in facts.items()}
    total = {"rules-TOTAL_FORMS": str(call.rules.count() + 1)}
    return admin.post(page, values | total | {f"rules-{call.rules.count()}-position": "1"} | new)


def test_rule_is_set_up_without_code(admin: Client):
    call = open_call()
    facts = {"kind": "group", "facts": ["citizenship"], "match": "all", "countries": "kr, vn"}
    assert with_rule(call, admin, **facts, high="5").status_code == 302
    rule = call.rules.get()
    assert (rule.facts, rule.countries, rule.high) == (["citizenship"], ["KR", "VN"], None)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"kind": "age"}, "Fill in what a rule of this kind compares with."),
        ({"kind": "age", "low": "9", "high": "3"}, "“At most” is below “at least”."),
        (
            {"kind": "group", "facts": ["residence"], "countries": "KR, QQ"},
            "“QQ” is no two-letter code",
        ),
    ],
)
def test_rule_that_says_nothing_is_refused(admin: Client, facts: dict[str, Any], message: str):
    call = open_call()
    page = with_rule(call, admin, match="all", **facts)
    assert message in page.content.decode()
    assert not call.rules.exists()


def test_rules_are_only_shown_once_somebody_has_applied(admin: Client):
    call = rule_of(open_call(), "english", english="basic").call
    submitted(call)
    page = admin.get(f"/admin/courses/call/{call.pk}/change/").content.decode()
    assert "other rules need another call" in page
    assert "rules-0-english" not in page


def test_rule_saved_beside_the_first_application_is_refused(admin: Client, monkeypatch: Any):
    """The page was judged while nobody had applied; the call is asked again under its lock."""
    call = rule_of(open_call(), "english", english="basic").call
    submitted(call)
    monkeypatch.setattr("courses.calls.admin.calls._is_frozen", lambda _call: False)
    refused = with_rule(call, admin, kind="age", high="40", match="all")
    assert refused.status_code == 409
    assert "judged alike" in refused.content.decode()
