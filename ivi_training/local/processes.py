"""Child processes that never outlive the command that started them."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ivi_training.local import addresses
from ivi_training.local.errors import ServiceFailed

SECONDS_TO_STOP = 10
LONGEST_PAUSE = 30.0
SECONDS_OF_GOOD_HEALTH = 60
TAIL = 20
# How a line of a log begins that somebody is waiting for.
PROGRESS = "progress: "
SECONDS_TO_LOOK_AGAIN = 0.1


@dataclass
class ChildProcess:
    """A program in a process group of its own, whose output goes to a log."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    is_vital: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started_at: float = field(default=0.0, init=False)
    _restart_at: float | None = field(default=None, init=False)
    _pause: float = field(default=1.0, init=False)

    @property
    def log(self) -> Path:
        return addresses.LOGS / f"{self.name}.log"

    @contextlib.contextmanager
    def running(self) -> Iterator["ChildProcess"]:
        """Keep the program running until the end of the block."""
        try:
            self.start(mode="wb")
            yield self
        finally:
            self.stop()

    def start(self, mode: str = "ab") -> None:
        """Start the program; the log begins anew unless the program is started again."""
        addresses.LOGS.mkdir(exist_ok=True)
        with self.log.open(mode) as log:
            self._process = subprocess.Popen(
                end_with_parent(self.command),
                cwd=addresses.ROOT,
                env=self.environment,
                process_group=0,  # out of reach of the terminal's Ctrl-C
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._started_at = time.monotonic()

    def run(self, show: Callable[[str], object] = print) -> int:
        """Run the program to its end, showing its lines of progress; give its exit status."""
        with self.running(), self.log.open(errors="replace") as written:
            status = None
            while status is None:
                # Asked before the log is read: what the program says at its very end is shown too.
                status = self._process.poll() if self._process else 0
                for line in written:
                    if line.startswith(PROGRESS):
                        show(line.removeprefix(PROGRESS).rstrip())
                if status is None:
                    time.sleep(SECONDS_TO_LOOK_AGAIN)
            return status

    def stop(self) -> None:
        """Ask the program to finish, and end it and all its own children if it takes too long."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def watch(self) -> None:
        """Start a program again that has ended, ever more slowly; refuse if it was vital."""
        if self._process is None or (status := self._process.poll()) is None:
            return
        now = time.monotonic()
        if self.is_vital:
            msg = f"{self.name} ended with exit status {status}.\n{self.tail()}"
            raise ServiceFailed(msg)
        if self._restart_at is None:
            if now - self._started_at > SECONDS_OF_GOOD_HEALTH:
                self._pause = 1.0
            print(
                f"{self.name} ended with exit status {status} and starts again in"
                f" {self._pause:.0f} s; see {self.log}",
                flush=True,
            )
            self._restart_at = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        elif now >= self._restart_at:
            self._restart_at = None
            self.start()

    def tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL:]
        return "\n".join([f"--- the end of {self.log}", *lines])


def end_with_parent(command: Sequence[str]) -> list[str]:
    """Have the system end a program whose parent was killed, where the system can (Linux)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else list(command)


def terminate_as_interrupt() -> None:
    """Let the first Ctrl-C, SIGTERM or SIGHUP end the command, and later ones not disturb that."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in signals:
        signal.signal(each, interrupt)
