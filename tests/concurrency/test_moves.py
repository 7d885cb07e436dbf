"""One thing, moved by four at once: by compare-and-set one of them succeeds, by saving all do."""

from typing import Any

import pytest

from ivi_training.guards import lifecycle
from ivi_training.guards.errors import MoveNotAllowed
from tests.concurrency.conftest import race
from tests.factories.accounts import UserFactory
from tests.factories.trainees import submitted
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
MOVERS = 4


@pytest.fixture
def by_saving(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writing the new status without asking whether the old one still stands."""

    def save(_model: Any, things: list[Application], to: str, _facts: Any) -> None:
        Application.objects.filter(pk__in=[thing.pk for thing in things]).update(status=to)

    monkeypatch.setattr(lifecycle, "_compare_and_set", save)


def move_all_at_once() -> list[Any]:
    application = submitted()
    by = UserFactory()
    copies = [Application.objects.get(pk=application.pk) for _mover in range(MOVERS)]
    return race(lambda n: copies[n].move(ApplicationStatus.ELIGIBLE, by=by), runners=MOVERS)


@pytest.mark.usefixtures("by_saving")
def test_all_move_it_when_nobody_compares():
    assert move_all_at_once() == [None] * MOVERS
    assert Application.objects.get().changes().filter(after="eligible").count() == MOVERS


def test_one_moves_it_and_the_others_are_told():
    results = move_all_at_once()
    assert results.count(None) == 1
    assert [type(r) for r in results if r] == [MoveNotAllowed] * (MOVERS - 1)
    assert Application.objects.get().changes().filter(after="eligible").count() == 1
