import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ivi_training.local.conftest import Run

EXEC = ("-m", "ivi_training.local", "exec", "--")
USE_BOTH = """
import os, psycopg2, kombu
with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
    for setting in ("fsync", "data_checksums", "server_encoding", "listen_addresses"):
        cursor.execute(f"SHOW {setting}")
        print(cursor.fetchone()[0], end=" ")
with kombu.Connection(os.environ["REDIS_URL"]) as broker:
    print(broker.default_channel.client.config_get("maxmemory-policy"))
"""
DATABASE = {"DATABASE_URL": "postgres://elsewhere"}
NAMED = DATABASE | {"REDIS_URL": "redis://elsewhere"}
WAIT = "import os; print(os.getpid(), flush=True); input()"


@contextmanager
def waiting_user(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Use the services until the end of the block; give also the process of the command."""
    command = [sys.executable, *EXEC, sys.executable, "-c", WAIT]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as user:
        assert user.stdout is not None
        yield user, int(user.stdout.readline())


def sockets(local: Path) -> set[str]:
    return {path.name for path in (local / "sockets").iterdir() if path.is_socket()}


def test_services_run_for_the_command_and_stop_after_it(python: Run, local: Path) -> None:
    finished = python(*EXEC, sys.executable, "-c", USE_BOTH)

    assert finished.stdout == "on on UTF8  {'maxmemory-policy': 'noeviction'}\n", finished.stderr
    assert sockets(local) == set()


def test_nothing_embedded_starts_when_the_environment_names_both(python: Run, local: Path) -> None:
    finished = python(*EXEC, "sh", "-c", "echo $DATABASE_URL $REDIS_URL; exit 7", **NAMED)

    assert (finished.returncode, finished.stdout.split()) == (7, list(NAMED.values()))
    assert list(local.iterdir()) == []


def test_packaged_broker_serves_where_the_system_has_none(python: Run) -> None:
    finished = python(*EXEC, sys.executable, "-c", "print('ran')", PATH="/nowhere", **DATABASE)

    assert finished.stdout == "ran\n", finished.stderr


def test_only_the_service_that_is_not_named_starts(python: Run, local: Path) -> None:
    finished = python(*EXEC, "ls", str(local / "sockets"), **DATABASE)

    assert finished.stdout.split() == ["redis.sock"]
    assert not (local / "postgres").exists()


def test_last_user_stops_the_services_and_no_other(
    python: Run, local: Path, environment: dict[str, str]
) -> None:
    with waiting_user(environment) as (user, _):
        assert python(*EXEC, "true").returncode == 0
        assert sockets(local) == {"redis.sock", ".s.PGSQL.5432"}
        user.communicate("\n")
    assert sockets(local) == set()


def test_user_that_was_killed_counts_no_longer(
    python: Run, local: Path, environment: dict[str, str]
) -> None:
    with waiting_user(environment) as (user, command):
        user.kill()
        user.wait()
        os.kill(command, signal.SIGKILL)
    assert sockets(local) == {"redis.sock", ".s.PGSQL.5432"}

    assert python(*EXEC, sys.executable, "-c", USE_BOTH).returncode == 0
    assert sockets(local) == set()


def test_signals_reach_the_command(environment: dict[str, str]) -> None:
    with waiting_user(environment | NAMED) as (user, _):
        user.terminate()
        assert user.wait() == 128 + signal.SIGTERM


def test_server_that_outlived_its_data_gives_way(
    python: Run, local: Path, environment: dict[str, str]
) -> None:
    with waiting_user(environment) as (user, _):
        shutil.rmtree(local / "postgres")
        (local / "postgres").mkdir()
        assert python(*EXEC, sys.executable, "-c", USE_BOTH).returncode == 0
        user.communicate("\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_server_works_for_root_in_a_directory_closed_to_others(python: Run, local: Path) -> None:
    local.chmod(0o700)
    extra = {"IVI_LOCAL_DIR": str(local / "closed" / ".local")}
    (local / "closed").mkdir()

    finished = python(*EXEC, sys.executable, "-c", USE_BOTH, **extra)

    home = (local / "closed" / ".local" / "postgres").resolve()
    assert finished.stdout.startswith("on on UTF8"), finished.stderr
    assert home.parent == Path("/var/lib/ivi_training")
    shutil.rmtree(home)
    shutil.rmtree(f"/tmp/ivi_training-{home.name}")  # noqa: S108


def test_command_that_cannot_be_run_is_named(python: Run) -> None:
    finished = python(*EXEC, "no-such-command", **NAMED)

    assert finished.returncode == 1
    assert finished.stderr == "no-such-command cannot be run: No such file or directory.\n"
