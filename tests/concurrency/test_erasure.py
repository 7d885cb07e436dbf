"""Somebody is erased while they accept an offer, or apply anew: one of the two, never both."""

import threading
from typing import Any

import pytest

from ivi_training.accounts.models import Erasure
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.trainees import draft, offered, submitted
from trainees.applying.actions import drafts
from trainees.applying.models import Application
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment
from trainees.people.models import Applicant
from trainees.portal.actions import withdrawals
from trainees.records.actions import erasures
from trainees.records.errors import StillInUse

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TABLES = ("trainees_application", "trainees_applicant")


def erased_while(step: object, erasure: Erasure) -> list[object]:
    by = UserFactory()
    steps = [lambda: erasures.agree(erasure, by=by), step]
    return race(lambda number: steps[number]() and None, runners=2)  # type: ignore[operator]


def has_ended() -> tuple[Application, Erasure]:
    application = submitted()
    withdrawals.withdraw(application, by=application.applicant.user)
    return application, erasures.ask(application.applicant.user)


def comes_back(applicant_id: int) -> bool:
    """Whether an erased person has a name or a new application."""
    applicant = Applicant.objects.select_related("user").get(pk=applicant_id)
    is_back = applicant.given_names != "[erased]" or applicant.applications.live().exists()
    return applicant.user.erased_at is not None and is_back


def test_erasure_and_an_accepted_offer_never_both():
    offer = offered()
    erasure = Erasure.objects.create(user=offer.application.applicant.user)
    by = offer.application.applicant.user
    results = erased_while(lambda: offers.accept(offer, by=by), erasure)
    assert isinstance(results[0], StillInUse)
    assert Enrolment.objects.count() == 1
    assert not comes_back(offer.application.applicant_id)


@pytest.mark.parametrize("_time", range(5))
def test_erasure_and_a_new_application_never_both(_time: int):
    application, erasure = has_ended()
    call = open_call()
    results = erased_while(lambda: draft(call, applicant=application.applicant), erasure)
    erasure.refresh_from_db()
    assert [result is None for result in results].count(True) == 1
    assert (erasure.status == "agreed") == (results[0] is None)
    assert not comes_back(application.applicant_id)


def test_erasure_waits_for_a_draft_that_is_being_saved(monkeypatch: pytest.MonkeyPatch):
    application, erasure = has_ended()
    begun = draft(open_call(), applicant=application.applicant)
    saving, decided = threading.Event(), threading.Event()
    hold, by = drafts._lock_person, UserFactory()

    def hold_long(*both: Any) -> None:
        hold(*both)
        saving.set()
        decided.wait(timeout=3)  # for ever, where the erasure waits for this draft

    monkeypatch.setattr(drafts, "_lock_person", hold_long)

    def step(number: int) -> None:
        if number:
            return drafts.save(begun, begun.applicant)
        assert saving.wait(timeout=60)
        try:
            return erasures.agree(erasure, by=by)
        finally:
            decided.set()

    refused, saved = race(step, runners=2)
    assert (type(refused), saved) == (StillInUse, None)


def test_without_the_trigger_who_was_reading_writes_the_person_back():
    application, erasure = has_ended()
    call = open_call()
    for table in TABLES:
        triggers_off(table)
    try:
        erasures.agree(erasure, by=UserFactory())
        draft(call, applicant=application.applicant)
        assert comes_back(application.applicant_id)
    finally:
        for table in TABLES:
            triggers_on(table)
