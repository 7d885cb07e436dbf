"""A database server of its own, and processes on it that can be killed at any moment."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from ivi_training.local.addresses import ROOT

NAMED_BY_ENVIRONMENT = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READER_ROLE", "REDIS_URL", "EMAIL_URL",
    "SITE_URL",
)  # fmt: skip
WAIT = "print('up', flush=True); input()"


class Machine:
    """A database server apart from the suite's, and processes that use it."""

    def __init__(self, local: Path, module: str) -> None:
        inherited = {k: v for k, v in os.environ.items() if k not in NAMED_BY_ENVIRONMENT}
        self.environment = inherited | {"IVI_LOCAL_DIR": str(local), "DJANGO_DEBUG": "1"}
        self.module = module
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
        command = [sys.executable, "-m", self.module, what]
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


@contextmanager
def machine_for(module: str) -> Iterator[Machine]:
    """One for the steps of a module, gone afterwards."""
    local = Path(tempfile.mkdtemp(prefix="ivi-soak-"))
    yield Machine(local, module)
    shutil.rmtree(local)
