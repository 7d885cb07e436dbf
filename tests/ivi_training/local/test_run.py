import itertools
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

RUN = [sys.executable, "-m", "ivi_training.local", "run", "--empty", "--port"]
LAST_WORDS = "Ctrl-C stops everything"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def product(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[str]]:
    """Run the product until the end of the block, from the moment when it says that it is ready."""
    command = [*RUN, str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        try:
            said = "".join(itertools.takewhile(lambda line: LAST_WORDS not in line, process.stdout))
            assert f"\nReady: http://127.0.0.1:{port}\n" in said
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            sys.stderr.write(process.communicate()[1])


def second_run(environment: dict[str, str], port: int) -> tuple[int, str]:
    command = [*RUN, str(port)]
    finished = subprocess.run(
        command, env=environment, check=False, capture_output=True, text=True, timeout=10
    )
    return finished.returncode, finished.stderr


@pytest.mark.long
def test_run_serves_alone_and_stops_all_that_it_started(
    environment: dict[str, str], local: Path, port: int
) -> None:
    with product(environment, port) as process:
        children = psutil.Process(process.pid).children(recursive=True)
        assert {"web", "worker", "mail_worker", "beat", "mail_catcher"} <= {
            log.stem for log in (local / "logs").iterdir()
        }

        assert second_run(environment, port) == (
            2,
            f"Port {port} is in use. Choose another one: make run PORT={port + 1}\n",
        )
        assert second_run(environment, port + 1) == (
            2,
            f"Already running here, at http://127.0.0.1:{port}. Stop it with Ctrl-C there.\n",
        )
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/mailbox/") as page:
            assert page.status == 200
        # Once it was answered by an error page: the path does not begin so.
        page_below = urllib.request.Request(
            f"http://127.0.0.1:{port}/", headers={"SCRIPT_NAME": "/elsewhere", "PATH_INFO": "/x"}
        )
        with urllib.request.urlopen(page_below) as page:  # noqa: S310 - our own
            assert page.status == 200
            assert b"elsewhere" not in page.read()

    assert process.returncode == 0
    assert [child for child in children if child.is_running()] == []
    assert [path for path in (local / "sockets").iterdir() if path.is_socket()] == []
