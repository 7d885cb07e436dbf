"""One link, forty at once: an endorsement is signed by one of them, and asked of one person."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from courses.calls.models import EndorsementRule
from ivi_training.guards import lifecycle
from ivi_training.outbox.models import OutgoingEmail
from tests.concurrency.conftest import CONNECTIONS, race, triggers_off, triggers_on
from tests.factories.endorsements import endorsement, endorsement_rule, sign
from tests.factories.trainees import draft
from trainees.applying.actions import endorsements
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.errors import EndorsementClosed
from trainees.applying.models import Application, Endorsement
from trainees.portal.actions import withdrawals

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def copies() -> list[Endorsement]:
    """As many readers as there are connections have opened the same link."""
    return [Endorsement.objects.with_related().get() for _reader in range(CONNECTIONS)]


def sign_at_once() -> list[Any]:
    readers = copies()
    return race(lambda n: sign(readers[n], name=f"Reader {n}"))


@pytest.fixture
def without_guard(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[None]:
    """Look whether it is open, then sign: what one writes who knows no better."""
    everybody_has_looked = threading.Barrier(CONNECTIONS)

    def look(seen: Endorsement) -> None:
        assert seen.is_open
        everybody_has_looked.wait(timeout=60)

    def save(_model: Any, things: list[Endorsement], to: str, facts: Any) -> None:
        Endorsement.objects.filter(pk__in=[t.pk for t in things]).update(status=to, **facts)

    monkeypatch.setattr(endorsements, "_lock", look)
    monkeypatch.setattr(lifecycle, "_compare_and_set", save)
    triggers_off("trainees_endorsement")
    yield
    triggers_on("trainees_endorsement")


def test_forty_sign_when_nobody_holds_it(without_guard: None):
    endorsement()
    assert sign_at_once().count(None) > 1


def test_one_of_forty_signs():
    endorsement()
    results = sign_at_once()
    assert results.count(None) == 1
    assert {type(result) for result in results if result} == {EndorsementClosed}
    kept = Endorsement.objects.get()
    assert kept.signed_name == f"Reader {results.index(None)}"
    assert kept.changes().count() == 1
    told = OutgoingEmail.objects.filter(kind="endorsement_signed")
    assert told.count() == 1


def test_withdrawing_and_signing_at_once_ends_in_one_of_them():
    endorsement()
    readers = copies()[:8]
    application = Application.objects.select_related("cohort", "applicant__user").get()
    by = application.applicant.user

    def step(number: int) -> None:
        if number:
            sign(readers[number])
        else:
            withdrawals.withdraw(application, by=by)

    results = race(step, runners=8)
    assert results[0] is None
    assert Application.objects.get().status == "withdrawn"
    assert Endorsement.objects.get().status in {"signed", "ended"}
    assert results[1:].count(None) == (Endorsement.objects.get().status == "signed")


def test_one_person_is_asked_at_a_time_however_often_the_button_is_pressed():
    application = draft()
    rule = endorsement_rule(application.call)
    mine = [
        Application.objects.select_related("applicant__user", "cohort", "call").get()
        for _press in range(4)
    ]

    def ask(number: int) -> Endorsement:
        person = Endorser(f"Person {number}", "Head", "Nanogen", f"p{number}@nanogen.example")
        by = mine[number].applicant.user
        return endorsements.ask(
            mine[number], EndorsementRule.objects.get(pk=rule.pk), person, by=by
        )

    results = race(ask, runners=4)
    assert all(isinstance(result, Endorsement) for result in results)
    assert sorted(Endorsement.objects.values_list("status", flat=True)) == [
        "asked", "ended", "ended", "ended",
    ]  # fmt: skip
