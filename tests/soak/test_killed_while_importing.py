"""kill -9 in the middle of an import of expenditures: each file is there whole, or not at all."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.soak.importing import EACH
from tests.soak.machine import Machine, machine_for

pytestmark = pytest.mark.soak
LONGEST = 5  # seconds after the process is up within which the latest kill falls
KILLS = 6


@pytest.fixture
def machine() -> Iterator[Machine]:
    with machine_for("tests.soak.importing") as one:
        yield one


def kill_in_the_middle(machine: Machine, kill: Callable[[Any], None]) -> set[str]:
    """The files that were acknowledged before the kill."""
    taker = machine.start("take")
    assert taker.stdout is not None
    assert taker.stdout.readline() == "begun\n"
    with suppress(subprocess.TimeoutExpired):
        taker.wait(timeout=random.uniform(0, LONGEST))  # noqa: S311 - no secret
    kill(taker)
    rest, _errors = taker.communicate(timeout=60)
    assert taker.returncode != 0
    return set(rest.split())


def check(machine: Machine, acknowledged: set[str]) -> None:
    """Nothing is half imported, and nothing acknowledged is missing."""
    found = json.loads(machine.run("report"))
    assert acknowledged <= set(found["files"])
    whole = len(found["files"]) * EACH
    assert (found["bills"], found["drafts"], found["shares"]) == (whole, whole, whole)
    assert found["differences"] == []


def test_importing_process_killed(machine: Machine) -> None:
    with machine.up():
        machine.run("prepare")
        acknowledged = set[str]()
        for _time in range(KILLS):
            acknowledged |= kill_in_the_middle(machine, lambda taker: taker.kill())
            check(machine, acknowledged)


def test_database_server_killed_during_an_import(machine: Machine) -> None:
    with machine.up():
        machine.run("prepare")
    acknowledged = set[str]()
    for _time in range(KILLS):
        with machine.up():
            acknowledged |= kill_in_the_middle(machine, lambda _taker: machine.kill_server())
        with machine.up():
            check(machine, acknowledged)
