"""A clock that is put back keeps no job from running."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery import Celery
from celery.beat import PersistentScheduler
from celery.schedules import crontab

from ivi_training.celery import app
from ivi_training.health.schedules import SteadyScheduler

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def ran(scheduler: type[PersistentScheduler], folder: Path) -> Counter[str]:
    """What runs in the minute after the clock, an hour fast, was put right."""
    beat = Celery("test", set_as_current=False)
    beat.conf.timezone = "UTC"
    beat.conf.beat_schedule = {
        "often": {"task": "often", "schedule": 15.0},
        "each minute": {"task": "each minute", "schedule": 60.0},
        "at noon": {"task": "at noon", "schedule": crontab(hour=12, minute=1)},
    }
    done: Counter[str] = Counter()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False) as clock:
        plan = scheduler(app=beat, schedule_filename=str(folder / "beat"))
        plan.producer = None  # nothing is sent
        plan.apply_entry = lambda entry, **_facts: done.update([entry.name])  # type: ignore[method-assign]
        clock.shift(timedelta(seconds=61))
        settle(plan)
        done.clear()
        clock.move_to(NOON)
        for _second in range(75):
            settle(plan)
            clock.shift(timedelta(seconds=1))
        plan.close()
    return done


def settle(plan: Any) -> None:
    """Beat asks again at once as long as something was due."""
    for _ask in range(100):
        if plan.tick() != 0:
            return
    raise AssertionError


def test_everything_runs_on_after_the_clock_was_put_back(tmp_path: Path):
    assert ran(SteadyScheduler, tmp_path) == {"often": 4, "each minute": 1, "at noon": 1}


def test_without_it_everything_would_wait(tmp_path: Path):
    assert not ran(PersistentScheduler, tmp_path)


def test_beat_uses_it():
    assert app.conf.beat_scheduler == f"{SteadyScheduler.__module__}:{SteadyScheduler.__name__}"


@pytest.mark.parametrize("name", sorted(app.conf.beat_schedule))
def test_a_clock_that_goes_forward_runs_nothing_twice(name: str, tmp_path: Path):
    with time_machine.travel(NOON, tick=False) as clock:
        plan = SteadyScheduler(app=app, schedule_filename=str(tmp_path / "beat"))
        plan.producer = None  # nothing is sent
        done: Counter[str] = Counter()
        plan.apply_entry = lambda entry, **_facts: done.update([entry.name])  # type: ignore[method-assign]
        clock.shift(timedelta(days=3))
        settle(plan)
        plan.close()
    assert done[name] == 1
