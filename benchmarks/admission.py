"""One admission at a time by 1, 8 and 32 connections, against plain SQL writing the same rows."""

import multiprocessing
import statistics
import time
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection

from benchmarks import plain, world
from benchmarks.database import RUNS, plain_connection
from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.statuses import Outcome
from trainees.selecting.actions import decisions
from trainees.selecting.statuses import DecisionReason

EACH = {1: 60, 8: 15, 32: 5}  # admissions of each connection in a run


def measure() -> dict[str, Any]:
    """Admissions a second of both, and their ratio, at each number of connections."""
    made = world.build()
    return {f"c{connections}": _compare(made, connections) for connections in EACH}


def _compare(made: world.World, connections: int) -> dict[str, Any]:
    ours, theirs = [], []
    for number in range(RUNS + 1):
        ours.append(_rate(made, connections, f"O{connections}-{number}", _admit))
        theirs.append(_rate(made, connections, f"P{connections}-{number}", _admit_plain))
    per_second, plain_per_second = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return {
        "admissions_per_second": round(per_second, 1),
        "plain_admissions_per_second": round(plain_per_second, 1),
        "ratio": round(per_second / plain_per_second, 3),
    }


def _rate(made: world.World, connections: int, code: str, work: Any) -> float:
    """Let each connection admit people of a cohort of its own, all in one program."""
    jobs = []
    for number in range(connections):
        call, cohort = world.cohort(made, f"{code}-{number}")
        world.apply(made, call, cohort, EACH[connections] + 1)
        ids = Application.objects.filter(cohort=cohort).order_by("pk").values_list("pk", flat=True)
        jobs.append((cohort.pk, list(ids)))
    world.settle()
    connection.close()  # a forked process must not share it
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(connections + 1)
    processes = [fork.Process(target=_together, args=(work, barrier, *job)) for job in jobs]
    for process in processes:
        process.start()
    barrier.wait(timeout=120)
    start = time.perf_counter()
    for process in processes:
        process.join()
    taken = time.perf_counter() - start
    if any(process.exitcode for process in processes):
        raise RuntimeError(code)
    return connections * EACH[connections] / taken


def _together(work: Any, barrier: Barrier, cohort_id: int, ids: list[int]) -> None:
    """Do the work; where it fails, let nobody wait at the barrier for this process."""
    try:
        work(barrier, cohort_id, ids)
    except BaseException:
        barrier.abort()
        raise


def _admit(barrier: Barrier, cohort_id: int, ids: list[int]) -> None:
    officer = User.objects.get(email="officer@example.org")
    cohort = Cohort.objects.get(pk=cohort_id)
    people = read(ids)
    for number, pk in enumerate(ids):
        if number == 1:  # the first one fills the caches of this process
            barrier.wait(timeout=120)
        admit(people[pk], cohort, by=officer)
    connection.close()


def read(ids: list[int]) -> dict[int, Application]:
    """The applications as the board gives them to an action."""
    found = Application.objects.filter(pk__in=ids).select_related("call", "cohort")
    return {application.pk: application for application in found}


def admit(application: Application, cohort: Cohort, *, by: User) -> None:
    """One admission: the decision is staged, then published."""
    decisions.stage(
        [application], outcome=Outcome.SELECTED, reason=DecisionReason.MERIT, note="", by=by
    )
    decisions.publish(cohort, by=by)


def _admit_plain(barrier: Barrier, _cohort_id: int, ids: list[int]) -> None:
    by_hand, known = plain_connection(), plain.setting()
    for number, pk in enumerate(ids):
        if number == 1:
            barrier.wait(timeout=120)
        plain.publish(by_hand, known, [pk])
    by_hand.close()
    connection.close()
