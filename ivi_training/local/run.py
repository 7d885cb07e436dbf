"""Run a command beside the embedded services, or the whole product until Ctrl-C."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence

from ivi_training.local import addresses, mail_catcher, processes, production, services
from ivi_training.local.errors import ServiceFailed
from ivi_training.local.processes import ChildProcess

SECONDS_TO_READY = 60
HOST = "127.0.0.1"
PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, str(addresses.ROOT / "manage.py")]


class AlreadyRunning(Exception):
    """Something is in the way that this command must not harm."""


def execute(command: Sequence[str]) -> int:
    """Run one command with the services up; give its exit status, and its signals to it."""
    processes.terminate_as_interrupt()
    with services.running() as additions:
        try:
            child = subprocess.Popen(command, env=_environment(additions))
        except OSError as error:
            msg = f"{command[0]} cannot be run: {error.strerror}."
            raise ServiceFailed(msg) from error
        # The terminal sends Ctrl-C to the command as well; any other signal comes to us alone.
        signal.signal(signal.SIGINT, signal.SIG_IGN if os.isatty(0) else _forward_signals(child))
        signal.signal(signal.SIGTERM, _forward_signals(child))
        signal.signal(signal.SIGHUP, _forward_signals(child))
        status = child.wait()
    return status if status >= 0 else 128 - status


def serve(port: int, *, empty: bool = False) -> int:
    """Run web, worker and beat, and what they need, until Ctrl-C; say when pages can be opened."""
    processes.terminate_as_interrupt()
    address = f"http://{HOST}:{port}"
    try:
        with _refuse_second(address), services.running() as additions:
            environment = {"SITE_URL": address, **_environment(additions)}
            _prepare(environment, empty=empty)
            with _start_product(port, environment) as children:
                _wait_until_ready(address, children)
                _print_addresses(address, environment)
                while True:
                    _watch(children)
                    time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 0


@contextlib.contextmanager
def _start_product(port: int, environment: dict[str, str]) -> Iterator[list[ChildProcess]]:
    """Start the children in the order of their needs; they stop in the opposite one."""
    address = f"{HOST}:{port}"
    celery = [*PYTHON, "celery", "--app", "ivi_training"]
    beat = ["beat", "--schedule", str(addresses.LOCAL / "beat"), "--loglevel", "INFO"]
    worker = ["worker", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    gunicorn = ["gunicorn", "--workers", "2", "--preload", "--no-control-socket"]
    children = [
        ChildProcess(
            name, [*celery, *worker, "--queues", queue, "--concurrency", processes], environment
        )
        for name, queue, processes in (("worker", "celery", "2"), ("mail_worker", "mail", "1"))
    ]
    children += [
        ChildProcess("beat", [*celery, *beat, "--pidfile="], environment),
        ChildProcess(
            "web",
            [*PYTHON, *gunicorn, "--access-logfile", "-", "--bind", address, "ivi_training.wsgi"],
            environment,
            is_vital=True,
        ),
    ]
    if "EMAIL_URL" not in os.environ:
        catcher = [*PYTHON, mail_catcher.__name__, "--port", str(mail_catcher.choose_port())]
        children.insert(0, ChildProcess("mail_catcher", catcher, environment))
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(child.running()) for child in children]


def _prepare(environment: dict[str, str], *, empty: bool) -> None:
    print("Preparing the database (the first time takes a minute or two):", flush=True)
    command = [*PYTHON, "ivi_training.local.prepare", *(["--empty"] if empty else [])]
    preparation = ChildProcess("prepare", command, environment)
    if preparation.run(lambda line: print(f"  {line}", flush=True)):
        msg = f"The database could not be prepared.\n{preparation.tail()}"
        raise ServiceFailed(msg)


def _wait_until_ready(address: str, children: list[ChildProcess]) -> None:
    deadline = time.monotonic() + SECONDS_TO_READY
    while not _is_healthy(address):
        _watch(children)
        if time.monotonic() > deadline:
            logs = "\n".join(child.tail() for child in children)
            msg = f"{address}/healthz did not answer in {SECONDS_TO_READY} s.\n{logs}"
            raise ServiceFailed(msg)
        time.sleep(0.2)


def _is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - ours
            return bool(answer.status == 200)  # noqa: PLR2004
    except OSError:
        return False


def _print_addresses(address: str, environment: dict[str, str]) -> None:
    print(f"\nReady: {address}\n", flush=True)
    if subprocess.run([*MANAGE, "demonstration_accounts"], check=False, env=environment).returncode:
        msg = "The demonstration accounts could not be listed."
        raise ServiceFailed(msg)
    if "EMAIL_URL" not in os.environ:
        print(f"Mails are kept at {address}/mailbox/ and go nowhere else.")
        print(f"Codes of their second factor, at sign-in: {address}/mailbox/codes/")
    print(f"Logs are in {addresses.LOGS}. Ctrl-C stops everything.", flush=True)


def _watch(children: list[ChildProcess]) -> None:
    for child in children:
        child.watch()


@contextlib.contextmanager
def _refuse_second(address: str) -> Iterator[None]:
    """Refuse to run on a port where something else answers, or twice in one clone."""
    _check_port(address)
    services.make_local_directory()
    with (addresses.LOCAL / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            msg = f"Already running here, at {lock.read()}. Stop it with Ctrl-C there."
            raise AlreadyRunning(msg) from error
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def _check_port(address: str) -> None:
    port = int(address.rpartition(":")[2])
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server does
        try:
            probe.bind((HOST, port))
        except OSError as error:
            msg = f"Port {port} is in use. Choose another one: make run PORT={port + 1}"
            raise AlreadyRunning(msg) from error


def _environment(additions: dict[str, str]) -> dict[str, str]:
    """Complete the environment of a child; what it says already stays.

    For development, unless it says that this is production.
    """
    is_production = production.is_meant(os.environ, addresses.ROOT / ".env")
    debug = "0" if is_production else "1"
    return {"DJANGO_DEBUG": debug, "PYTHONUNBUFFERED": "1", **os.environ, **additions}


def _forward_signals(child: subprocess.Popen[bytes]) -> Callable[[int, object], None]:
    return lambda number, _: child.send_signal(number)
