"""Another look at a negative result: once, in time, decided by a person; nothing is deleted."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.trainees import eligible, staged, submitted
from trainees.applying.models import Application
from trainees.joining.statuses import Outcome
from trainees.screening.actions import findings
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import appeals, decisions
from trainees.selecting.errors import AppealClosed
from trainees.selecting.models import Appeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused() -> Application:
    application = staged(outcome=Outcome.NOT_SELECTED)
    decisions.publish(application.cohort, by=UserFactory())
    application.refresh_from_db()
    return application


def test_granted_request_opens_the_application_again(refused: Application):
    appeal = appeals.ask(refused, text="My letter was not read.")
    officer = UserFactory()
    appeals.decide(appeal, is_granted=True, by=officer, reason="It was not read")
    refused.refresh_from_db()
    change = refused.changes().order_by("-pk").first()
    assert (refused.status, change.by, change.reason) == ("eligible", officer, "It was not read")
    assert refused.decisions.get().outcome == Outcome.NOT_SELECTED
    mails = OutgoingEmail.objects.filter(kind__contains="appeal").order_by("pk")
    assert [mail.kind for mail in mails] == [
        "appeal_received", "appeal_decided",
    ]  # fmt: skip


def test_refused_request_leaves_the_result(refused: Application):
    appeal = appeals.ask(refused, text="Please")
    appeals.decide(appeal, is_granted=False, by=UserFactory(), reason="All was read")
    refused.refresh_from_db()
    assert refused.status == "not_selected"
    with pytest.raises(AppealClosed):
        appeals.decide(appeal, is_granted=True, by=UserFactory(), reason="Changed my mind")


def test_second_request_is_refused_by_the_action_and_by_the_database(refused: Application):
    appeals.ask(refused, text="Please")
    with pytest.raises(AppealClosed):
        appeals.ask(refused, text="Please again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(application=refused, text="Please again")


def test_late_request_is_refused(refused: Application):
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(AppealClosed):
        appeals.ask(refused, text="Please")


def test_ineligible_may_ask_and_eligible_has_nothing_to_ask():
    application = submitted()
    findings.mark_ineligible(
        [application], reason=IneligibleReason.COUNTRY, note="", by=UserFactory()
    )
    assert appeals.ask_until(application) is not None
    assert appeals.ask_until(eligible()) is None


def test_only_a_granted_request_opens_a_result_again(refused: Application):
    appeals.ask(refused, text="Please")
    with pytest.raises(DatabaseError), transaction.atomic():
        refused.move("eligible", by=UserFactory(), reason="As a favour")
    refused.refresh_from_db()
    assert refused.status == "not_selected"


def test_who_is_opened_again_can_be_found_not_eligible_again_and_is_told():
    application, officer = submitted(), UserFactory()
    mails = OutgoingEmail.objects.filter(kind="application_ineligible")
    facts = {"reason": IneligibleReason.COUNTRY, "note": "", "by": officer}
    findings.mark_ineligible([application], **facts)
    appeal = appeals.ask(application, text="Please")
    appeals.decide(appeal, is_granted=True, by=officer, reason="Unread")
    application.refresh_from_db()
    findings.mark_ineligible([application], **facts)
    statuses = list(mails.order_by("pk").values_list("status", flat=True))
    assert (application.status, statuses) == ("ineligible", ["cancelled", "queued"])
