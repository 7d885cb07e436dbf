"""An offer made while another payer pledges: what is pledged is never promised from the grant."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from courses.programs.actions import programs
from courses.programs.models import Program
from grants.awards.models import BudgetLine
from grants.commitments.statuses import ItemKind
from tests.concurrency.conftest import race, triggers_off, triggers_on
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import quota, sign, staged
from trainees.applying.models import Application
from trainees.joining.actions import pledges
from trainees.joining.models import Pledge
from trainees.joining.statuses import Payer
from trainees.office.reports import invariants
from trainees.selecting.actions import decisions

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def application(transactional_db: None) -> Application:
    """Selected, to be published; of a package of 1,000."""
    cohort = CohortFactory()
    quota(cohort, 5)
    package_for(line_of(grant_for(cohort.program)), amount=1_000)
    chosen = staged(open_call(cohort))
    sign(cohort)
    return chosen


@pytest.fixture
def without_guard(application: Application, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each looks for the other, finds nobody, and writes."""
    both_have_looked = threading.Barrier(2)

    def and_wait(look: Any) -> Any:
        def looked(*args: Any) -> Any:
            found = look(*args)
            both_have_looked.wait(timeout=60)
            return found

        return looked

    monkeypatch.setattr(pledges, "of", and_wait(pledges.of))
    monkeypatch.setattr(pledges, "_live", and_wait(pledges._live))
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    tables = ["trainees_pledge", "trainees_offer"]
    for table in tables:
        triggers_off(table)
    yield
    for table in tables:
        triggers_on(table)


def publish_and_pledge(application: Application) -> list[Any]:
    by = UserFactory()
    wish = {"payer": Payer.EMPLOYER, "kind": ItemKind.OTHER, "pledged": 400}
    steps = [
        lambda: decisions.publish(application.cohort, by=by),
        lambda: pledges.record(application, by=by, **wish),
    ]
    return race(lambda number: steps[number](), runners=2)


@pytest.mark.usefixtures("without_guard")
def test_cost_is_paid_twice_without_the_guard(application: Application):
    publish_and_pledge(application)
    assert (Pledge.objects.count(), BudgetLine.objects.get().committed) == (1, 1_000)
    assert "pledge.covered" in {one.invariant for one in invariants.differences()}


def test_cost_is_paid_once(application: Application):
    results = publish_and_pledge(application)
    assert not [result for result in results if isinstance(result, Exception)]
    assert BudgetLine.objects.get().committed == 600
    assert not list(invariants.differences())
