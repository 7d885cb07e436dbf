import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ivi_training.local import addresses, processes
from ivi_training.local.errors import ServiceFailed
from ivi_training.local.processes import ChildProcess

STUBBORN = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
signal.pause()
"""

KEEP_A_CHILD = """
import os, sys
from ivi_training.local.processes import ChildProcess
command = [sys.executable, "-c", "import signal; print('ready', flush=True); signal.pause()"]
with ChildProcess("child", command, dict(os.environ)).running() as child:
    while "ready" not in child.log.read_text():  # before, the system knows of no bond yet
        os.sched_yield()
    print(child._process.pid, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def logs(local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "LOGS", local / "logs")


def child(code: str, *, is_vital: bool = False) -> ChildProcess:
    return ChildProcess("child", [sys.executable, "-c", code], dict(os.environ), is_vital=is_vital)


def test_run_gives_the_exit_status_and_keeps_the_output() -> None:
    failing = child("print('what happened'); raise SystemExit(3)")

    assert failing.run() == 3
    assert failing.tail().endswith("what happened")


def test_vital_child_that_ends_ends_everything_and_shows_why() -> None:
    vital = child("print('no room'); raise SystemExit(3)", is_vital=True)
    vital.run()

    with pytest.raises(ServiceFailed, match=r"(?s)child ended with exit status 3.*no room"):
        vital.watch()


def test_other_child_is_started_again_ever_more_slowly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(float(second) for second in range(0, 1000, 10))
    monkeypatch.setattr(processes.time, "monotonic", lambda: next(clock))
    fragile = child("print('again')")
    fragile.run()
    for _ in range(2):
        fragile.watch()  # says that it ended
        fragile.watch()  # starts it again
        fragile._process.wait()  # type: ignore[union-attr]

    said = capsys.readouterr().out
    assert "starts again in 1 s" in said
    assert "starts again in 2 s" in said
    assert fragile.log.read_text() == "again\n" * 3


def test_child_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SECONDS_TO_STOP", 0.1)
    stubborn = child(STUBBORN)
    with stubborn.running():
        while "ready" not in stubborn.log.read_text():
            os.sched_yield()
    assert stubborn._process is not None
    assert stubborn._process.returncode == -signal.SIGKILL


@pytest.mark.skipif(not shutil.which("setpriv"), reason="the system has no means for it")
def test_child_does_not_outlive_a_parent_that_was_killed(environment: dict[str, str]) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", KEEP_A_CHILD]
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        parent.kill()

    assert psutil.wait_procs([orphan], timeout=10)[1] == []


def test_lines_of_progress_are_shown_to_whoever_waits_to_the_last_one() -> None:
    seen: list[str] = []
    talking = child("print('progress: 1 of 2'); print('detail'); print('progress: 2 of 2', end='')")

    assert talking.run(seen.append) == 0
    assert seen == ["1 of 2", "2 of 2"]
