"""Everything at once in one program: whoever loses reads a rule, never a deadlock."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from courses.programs.actions import programs
from courses.programs.models import Program
from grants.awards.models import BudgetLine
from grants.budgets.actions import budget_lines
from ivi_training.guards.errors import RuleBroken
from tests.concurrency.conftest import race
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import offered, quota, staged, waiting
from trainees.joining.actions import enrolments, offers
from trainees.joining.models import Enrolment, Offer
from trainees.office.reports import invariants
from trainees.places.actions import floors, quotas
from trainees.places.models import Quota
from trainees.portal.actions import withdrawals
from trainees.selecting.actions import decisions, promotions

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 3


def busy_program() -> list[Callable[[], Any]]:
    """Two cohorts with people at each step, and as many things that somebody does to them."""
    a = CohortFactory(promotion="automatic")
    b = CohortFactory(program=a.program, promotion="automatic")
    by, line = UserFactory(), line_of(grant_for(a.program), budget=20_000)
    package_for(line, amount=1_000)
    total = quota(a, 12)
    women = quota(a, 12, "Women", gender="female", floor=2)
    calls = [open_call(a), open_call(b)]
    made = [offered(call) for call in calls * 4]
    for call in calls * 2:
        waiting(call)
        staged(call)
    enrolled = [offers.accept(offer, by=by) for offer in made[:2]]
    leaving = Enrolment.objects.select_related("offer__place", "offer__commitment")
    terms: dict[str, Any] = {"effective_on": date(2022, 6, 15), "reason": "Why", "reference": ""}
    act = {"reason": "Why", "reference": "", "by": by}
    withdrawn = made[7].application
    return [
        lambda: offers.accept(made[2], by=by),
        lambda: offers.decline(made[3], by=by),
        lambda: offers.rescind(made[4], by=by, reason="Why"),
        lambda: offers.rescind(made[0], by=by, reason="Why"),
        lambda: offers.decline(Offer.objects.select_related(*_OFFER).get(pk=made[2].pk), by=by),
        lambda: withdrawals.withdraw(withdrawn, by=by),
        lambda: enrolments.cancel(leaving.get(pk=enrolled[1].pk), by=by, reason="Why"),
        lambda: decisions.publish(a, by=by),
        lambda: decisions.publish(b, by=by),
        lambda: promotions.run(a.program_id),
        lambda: promotions.run(a.program_id),
        lambda: quotas.revise(total.program, {Quota.objects.get(pk=total.pk): 9}, by=by, **terms),
        lambda: quotas.revise(total.program, {Quota.objects.get(pk=women.pk): 10}, by=by, **terms),
        lambda: floors.release(Quota.objects.get(pk=women.pk), **act),
        lambda: budget_lines.set_budget(BudgetLine.objects.get(pk=line.pk), 15_000, by=by),
    ]


_OFFER = ("application__applicant__user", "application__cohort", "place", "commitment")


def at_once() -> list[Any]:
    """Each thing in a connection of its own; the errors that came of it."""
    steps = busy_program()
    results = race(lambda number: steps[number](), runners=len(steps))
    return [result for result in results if isinstance(result, Exception)]


def test_deadlocks_are_met_without_the_program_lock(monkeypatch: pytest.MonkeyPatch):
    """What an action locks first is what the triggers lock first; without it orders cross."""
    monkeypatch.setattr(programs, "lock", lambda pk: Program.objects.get(pk=pk))
    failed = [error for _round in range(ROUNDS) for error in at_once()]
    assert any("deadlock" in str(error) for error in failed)


def test_nobody_meets_a_deadlock():
    for _round in range(ROUNDS):
        failed = at_once()
        assert [error for error in failed if not isinstance(error, RuleBroken)] == []
        assert len(failed) < 10  # most of it is done
        assert not list(invariants.differences())
