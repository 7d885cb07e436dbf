"""Calls: published with a cohort and a future, opened and closed by the clock, extended."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from courses import tasks
from courses.calls.actions import calls
from courses.calls.actions.calls import CallIncomplete, NoExtension
from courses.calls.models import Call
from courses.calls.statuses import CallStatus
from ivi_training.accounts.models import User
from ivi_training.guards.errors import MoveNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.courses import CallFactory, CohortFactory, open_call

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def by() -> User:
    return UserFactory()


def call_of(opens_at: datetime, closes_at: datetime) -> Call:
    cohort = CohortFactory()
    call = CallFactory(program=cohort.program, opens_at=opens_at, closes_at=closes_at)
    call.cohorts.add(cohort)
    return call


def status(call: Call) -> str:
    return Call.objects.get(pk=call.pk).status


def test_call_in_its_window_opens_at_once(by: User):
    now = timezone.now()
    call = call_of(now - DAY, now + DAY)
    calls.publish(call, by=by)
    assert call.is_open
    assert [(row.after, row.by) for row in call.changes()] == [
        (CallStatus.OPEN, None), (CallStatus.SCHEDULED, by),
    ]  # fmt: skip


def test_call_of_tomorrow_is_announced(by: User):
    now = timezone.now()
    call = call_of(now + DAY, now + 2 * DAY)
    calls.publish(call, by=by)
    assert (call.status, call.is_coming, call.is_open, call.is_past) == (
        CallStatus.SCHEDULED, True, False, False,
    )  # fmt: skip


def test_call_without_a_cohort_stays_a_draft(by: User):
    call = CallFactory()
    with pytest.raises(CallIncomplete, match="Choose at least one cohort"):
        calls.publish(call, by=by)
    assert status(call) == CallStatus.DRAFT


def test_call_for_a_cohort_of_another_program_stays_a_draft(by: User):
    call = call_of(timezone.now(), timezone.now() + DAY)
    call.cohorts.add(CohortFactory())
    with pytest.raises(CallIncomplete, match="belongs to another program"):
        calls.publish(call, by=by)
    assert status(call) == CallStatus.DRAFT


def test_call_of_yesterday_stays_a_draft(by: User):
    now = timezone.now()
    call = call_of(now - 2 * DAY, now - DAY)
    with pytest.raises(CallIncomplete, match="Its closing date has passed"):
        calls.publish(call, by=by)
    assert status(call) == CallStatus.DRAFT


def test_call_is_published_once(by: User):
    call = open_call()
    with pytest.raises(MoveNotAllowed):
        calls.publish(call, by=by)


def test_clock_opens_and_closes(by: User):
    now = timezone.now()
    call = call_of(now + DAY, now + 2 * DAY)
    calls.publish(call, by=by)
    for moment, expected in [
        (now, CallStatus.SCHEDULED),
        (now + DAY, CallStatus.OPEN),
        (now + 2 * DAY - timedelta(seconds=1), CallStatus.OPEN),
        (now + 2 * DAY, CallStatus.CLOSED),
    ]:
        with time_machine.travel(moment, tick=False):
            tasks.open_and_close_calls()
            tasks.open_and_close_calls()
            assert status(call) == expected
    assert [row.by for row in call.changes()] == [None, None, by]


def test_clock_that_stood_still_opens_and_closes_in_one_go(by: User):
    now = timezone.now()
    call = call_of(now + DAY, now + 2 * DAY)
    calls.publish(call, by=by)
    with time_machine.travel(now + 9 * DAY, tick=False):
        tasks.open_and_close_calls()
    assert status(call) == CallStatus.CLOSED


def test_call_is_closed_by_the_clock_even_before_the_worker_comes():
    call = open_call()
    with time_machine.travel(call.closes_at, tick=False):
        assert (call.status, call.is_open, call.is_past) == (CallStatus.OPEN, False, True)


def test_extension_of_an_open_call_keeps_the_old_deadline_with_who_and_why(by: User):
    call = open_call()
    old, later = call.closes_at, call.closes_at + 7 * DAY
    calls.extend(call, closes_at=later, by=by, reason="A holiday in Ethiopia")
    call.refresh_from_db()
    assert (call.closes_at, call.status) == (later, CallStatus.OPEN)
    before, after = Call.pgh_event_model.objects.filter(pgh_obj=call).order_by("-pk")[:2][::-1]
    assert (before.closes_at, after.closes_at) == (old, later)
    assert after.pgh_context.metadata == {"user": by.pk, "reason": "A holiday in Ethiopia"}


def test_extension_opens_a_closed_call_again(by: User):
    call = open_call()
    with time_machine.travel(call.closes_at + DAY, tick=False):
        tasks.open_and_close_calls()
        call.refresh_from_db()
        calls.extend(call, closes_at=call.closes_at + 7 * DAY, by=by, reason="Too few")
        assert call.is_open
    assert call.changes()[0].reason == "Too few"


def test_deadline_moves_later_only(by: User):
    call = open_call()
    for closes_at in (call.closes_at, call.closes_at - DAY):
        with pytest.raises(NoExtension):
            calls.extend(call, closes_at=closes_at, by=by, reason="")
    with time_machine.travel(call.closes_at + 9 * DAY, tick=False), pytest.raises(NoExtension):
        calls.extend(call, closes_at=call.closes_at + 8 * DAY, by=by, reason="")


def test_cancelled_call_is_not_extended(by: User):
    call = open_call()
    calls.cancel(call, by=by, reason="No funds")
    with pytest.raises(NoExtension):
        calls.extend(call, closes_at=call.closes_at + DAY, by=by, reason="")
    assert call.changes()[0].reason == "No funds"


def test_public_list_has_no_drafts_and_no_cancelled_calls(by: User):
    CallFactory()
    cancelled, shown = open_call(), open_call()
    calls.cancel(cancelled, by=by, reason="")
    assert list(Call.objects.for_list()) == [shown]
