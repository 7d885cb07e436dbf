"""Steps of screening: checked one by one, taken back until somebody was told."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.trainees import eligible, submitted
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.statuses import Outcome
from trainees.places.errors import ChangedMeanwhile
from trainees.reviewing.errors import NothingToUndo
from trainees.screening.actions import findings, screening
from trainees.screening.models import ScreeningStep
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import decisions
from trainees.selecting.statuses import DecisionReason

pytestmark = pytest.mark.django_db
INELIGIBLE_MAIL = "application_ineligible"


def refused(*chosen: Application) -> ScreeningStep:
    findings.mark_ineligible(chosen, reason=IneligibleReason.EXPERIENCE, note="", by=UserFactory())
    return ScreeningStep.objects.latest("pk")


def undo(step: ScreeningStep) -> int:
    return screening.undo(step, by=UserFactory(), reason="Wrong list")


def test_each_application_is_checked_and_those_left_out_say_why():
    call = open_call()
    waiting, done = submitted(call), eligible(call)
    plan = screening.preview_move([done, waiting], ApplicationStatus.ELIGIBLE)
    assert plan.acting == [waiting]
    assert [(one.application, one.why) for one in plan.left_out] == [(done, "It is “Eligible”.")]


def test_confirmed_step_is_refused_when_somebody_was_faster_and_names_whom():
    application = submitted()
    seen = screening.preview_move([application], ApplicationStatus.ELIGIBLE)
    findings.mark_eligible([application], by=UserFactory())
    now = screening.preview_move([application], ApplicationStatus.ELIGIBLE)
    with pytest.raises(ChangedMeanwhile) as answer:
        screening.require_unchanged(now, seen.digest)
    assert answer.value.then[0] == f"{application.applicant.full_name}: It is “Eligible”."


def test_eligible_is_taken_back_with_who_and_why():
    application = eligible()
    assert undo(ScreeningStep.objects.get()) == 1
    application.refresh_from_db()
    assert application.status == "submitted"
    assert application.changes().first().reason == "Wrong list"


def test_ineligible_is_taken_back_and_its_mails_never_leave():
    call = open_call()
    step = refused(submitted(call), submitted(call))
    assert undo(step) == 2
    assert set(Application.objects.values_list("status", flat=True)) == {"submitted"}
    mails = OutgoingEmail.objects.filter(kind=INELIGIBLE_MAIL)
    assert set(mails.values_list("status", flat=True)) == {"cancelled"}


def test_mails_wait_until_the_step_can_no_longer_be_regretted():
    refused(submitted())
    due = OutgoingEmail.objects.filter(kind=INELIGIBLE_MAIL)
    assert not due.due(timezone.now()).exists()
    assert due.due(timezone.now() + timedelta(minutes=11)).exists()


def test_whoever_was_told_stays():
    call = open_call()
    told, other = submitted(call), submitted(call)
    step = refused(told, other)
    OutgoingEmail.objects.filter(kind=INELIGIBLE_MAIL, subject_id=told.pk).update(status="sending")
    assert undo(step) == 1
    told.refresh_from_db()
    assert told.status == "ineligible"
    with pytest.raises(NothingToUndo):
        undo(step)


def test_second_refusal_after_an_undo_is_told():
    application = submitted()
    undo(refused(application))
    application.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        refused(application)
    mails = OutgoingEmail.objects.filter(kind=INELIGIBLE_MAIL).order_by("pk")
    assert list(mails.values_list("status", flat=True)) == ["cancelled", "queued"]


def test_a_staged_decision_keeps_its_application():
    application = eligible()
    decisions.stage(
        [application], outcome=Outcome.SELECTED, reason=DecisionReason.MERIT, note="",
        by=UserFactory(),
    )  # fmt: skip
    with pytest.raises(NothingToUndo):
        undo(ScreeningStep.objects.get())
