"""kill -9 in the middle of a publication: what was acknowledged stands, the rest is done again."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.soak.machine import Machine, machine_for
from tests.soak.publishing import COHORTS, EACH

pytestmark = pytest.mark.soak

LONGEST = 5  # seconds after the process is up within which the latest kill falls
KILLS = 6


@pytest.fixture
def machine() -> Iterator[Machine]:
    with machine_for("tests.soak.publishing") as one:
        yield one


def kill_in_the_middle(machine: Machine, kill: Callable[[Any], None]) -> tuple[set[str], bool]:
    """The cohorts that were acknowledged, and whether the kill came before the end."""
    publisher = machine.start("publish")
    assert publisher.stdout is not None
    assert publisher.stdout.readline() == "begun\n"
    with suppress(subprocess.TimeoutExpired):
        publisher.wait(timeout=random.uniform(0, LONGEST))  # noqa: S311 - no secret
    kill(publisher)
    rest, _errors = publisher.communicate(timeout=60)
    return set(rest.split()), publisher.returncode != 0


def consistent(machine: Machine, acknowledged: set[str]) -> dict[str, Any]:
    """What is there now; nothing of it is half done, and nothing acknowledged is missing."""
    found: dict[str, Any] = json.loads(machine.run("report"))
    number = sum(found["published"].values())
    assert acknowledged <= {pk for pk, count in found["published"].items() if count == EACH}
    assert found["differences"] == []
    assert found["undecided"] == found["early"] == 0
    assert (number, found["staged"]) == (found["selected"], COHORTS * EACH - number)
    assert found["offers"] == found["mails"] == found["mails_of_offers"] == number
    return found


def finished(machine: Machine) -> None:
    machine.run("publish")
    found = consistent(machine, set())
    assert found["staged"] == found["unfinished"] == found["stopped"] == 0
    assert sum(found["published"].values()) == COHORTS * EACH
    machine.run("publish")
    assert consistent(machine, set()) == found


def test_publishing_process_killed(machine: Machine) -> None:
    with machine.up():
        machine.run("prepare")
        acknowledged, cut_off = set[str](), False
        for _time in range(KILLS):
            done, was_cut = kill_in_the_middle(machine, lambda publisher: publisher.kill())
            acknowledged, cut_off = acknowledged | done, cut_off or was_cut
            consistent(machine, acknowledged)
        assert cut_off
        finished(machine)


def test_database_server_killed(machine: Machine) -> None:
    with machine.up():
        machine.run("prepare")
    acknowledged, cut_off = set[str](), False
    for _time in range(KILLS):
        with machine.up():
            done, was_cut = kill_in_the_middle(machine, lambda _publisher: machine.kill_server())
        acknowledged, cut_off = acknowledged | done, cut_off or was_cut
        with machine.up():
            consistent(machine, acknowledged)
    assert cut_off
    with machine.up():
        finished(machine)
