"""What the database refuses or keeps whoever writes: one row for each of our triggers."""

from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import connection, models, transaction
from django.utils import timezone

from grants.awards.models import (
    Grant,
)
from grants.budgets.actions import budget_lines
from ivi_training.accounts.models import Erasure
from tests.factories.accounts import UserFactory
from tests.repository.examples import collect, names
from tests.repository.world import (
    APPS,
    Step,
    build,
    copy_of_application,
    put,
    unguarded,
    who_refuses,
)
from trainees.office.reports import invariants
from trainees.places.models import (
    Vacancy,
)

pytestmark = pytest.mark.django_db
REFUSING: dict[str, list[Step]] = collect("triggers", "REFUSING")
COUNTING: dict[str, tuple[Step, str]] = collect("triggers", "COUNTING")
NOTING: dict[str, tuple[Step, int]] = collect("triggers", "NOTING")
RECORDED: dict[type[models.Model], dict[str, Any]] = collect("triggers", "RECORDED")


@pytest.fixture(scope="module", autouse=True)
def one_of_each(module_db: None) -> None:
    build()


def triggers() -> dict[str, tuple[type[models.Model], pgtrigger.Trigger]]:
    return {
        f"{model._meta.object_name}:{trigger.name}": (model, trigger)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label in APPS
    }


def test_every_trigger_has_a_row():
    history = {
        f"{model._meta.object_name}:{name}"
        for model in RECORDED
        for name in ("insert_insert", "update_update")
    }
    others = names("triggers", "STAMPING") | names("triggers", "WAITING")
    assert set(triggers()) == {*REFUSING, *COUNTING, *NOTING, *history, *others}


def test_agreement_has_the_moment_of_its_transaction_whatever_is_written():
    asked = Erasure.objects.create(user=UserFactory())
    agreed = {"status": "agreed", "decided_at": timezone.now() + timedelta(days=1)}
    Erasure.objects.filter(pk=asked.pk).update(**agreed, decided_by=UserFactory())
    asked.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT transaction_timestamp()")
        assert cursor.fetchone() == (asked.decided_at,)


def test_each_trigger_refuses():
    known = triggers()
    for name, tries in REFUSING.items():
        model, trigger = known[name]
        refusals = [who_refuses(step) for step in tries]
        assert (name, refusals) == (name, [trigger.get_pgid(model)] * len(tries))


def counted_wrong(step: Step) -> set[str]:
    """The counters that are wrong after the step, which is then undone."""
    with transaction.atomic():
        step()
        found = {difference.invariant for difference in invariants.differences()}
        transaction.set_rollback(True)
    return found


def test_each_counter_is_right_with_its_trigger_and_wrong_without():
    copy_of_application("SPARE")
    for name, (step, counter) in COUNTING.items():
        model, _trigger = triggers()[name]
        off = unguarded(f"{model._meta.label}:{name.partition(':')[2]}", step=step)
        assert (name, counter in counted_wrong(step)) == (name, False)
        assert (name, counter in counted_wrong(off)) == (name, True)


def test_each_vacancy_is_noted():
    for name, (step, number) in NOTING.items():
        with transaction.atomic():
            Vacancy.objects.open().update(handled_at=timezone.now())
            step()
            assert {v.number for v in Vacancy.objects.open()} == {number}, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_each_change_is_written_down(model: Any):
    history = model.pgh_event_model
    made = set(history.objects.values_list("pgh_label", "pgh_obj_id"))
    assert made >= {("insert", pk) for pk in model.objects.values_list("pk", flat=True)}
    before = history.objects.count()
    standing = ("courses.CallRule", "courses.EndorsementRule")
    change = unguarded(
        *(f"{label}:frozen_not_changed" for label in standing), step=put(model, **RECORDED[model])
    )
    change()
    change()  # changes nothing and is no event
    assert history.objects.count() == before + model.objects.count()


def test_movement_of_money_is_in_the_ledger_and_not_in_the_history_too():
    history = Grant.pgh_event_model
    before = history.objects.count()
    budget_lines.award(Grant.objects.get(), 5, by=UserFactory())
    assert history.objects.count() == before
