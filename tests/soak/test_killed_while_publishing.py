"""kill -9 in the middle of a publication: what was acknowledged stands, the rest is done again."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from ivi_training.local.addresses import ROOT
from tests.soak.publishing import COHORTS, EACH

pytestmark = pytest.mark.soak

NAMED_BY_ENVIRONMENT = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL")
LONGEST = 5  # seconds after the process is up within which the latest kill falls
KILLS = 6
WAIT = "print('up', flush=True); input()"


class Machine:
    """A database server apart from the suite's, and processes that use it."""

    def __init__(self, local: Path) -> None:
        inherited = {k: v for k, v in os.environ.items() if k not in NAMED_BY_ENVIRONMENT}
        self.environment = inherited | {"IVI_LOCAL_DIR": str(local), "DJANGO_DEBUG": "1"}
        self.data = local / "postgres" / "data"

    @contextmanager
    def up(self) -> Iterator[None]:
        """Keep the services running, and start them again after they were killed."""
        command = [sys.executable, "-m", "ivi_training.local", "exec", "--"]
        command += [sys.executable, "-c", WAIT]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True
        ) as user:
            assert user.stdout is not None
            assert user.stdout.readline() == "up\n"
            yield
            user.communicate("\n")

    def start(self, what: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.soak.publishing", what]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environment, cwd=ROOT, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, what: str) -> str:
        process = self.start(what)
        answer, errors = process.communicate()
        assert process.returncode == 0, errors
        return answer

    def kill_server(self) -> None:
        """As a machine does that loses its power: every process at once, no farewell."""
        server = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
        everybody = [server, *server.children(recursive=True)]
        for process in everybody:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(everybody, timeout=30)


@pytest.fixture
def machine() -> Iterator[Machine]:
    local = Path(tempfile.mkdtemp(prefix="ivi-soak-"))
    yield Machine(local)
    shutil.rmtree(local)


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
