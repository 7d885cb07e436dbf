"""The embedded services run while somebody uses them, and the last user stops them.

Each user holds a shared lock that the system drops with the process, so that a user killed in the
middle counts no longer and nothing needs to be cleaned up.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from ivi_training.local import addresses, broker, postgres
from ivi_training.local.errors import ServiceFailed


@dataclass(frozen=True)
class Service:
    """A server that stands in where the environment names none."""

    variable: str
    url: str
    start: Callable[[], None]
    stop: Callable[[], None]
    # What else is said of a server that stands in: nothing of what the environment says holds.
    more: Mapping[str, str] = field(default_factory=dict)


SERVICES = (
    Service(
        "DATABASE_URL",
        addresses.DATABASE_URL,
        postgres.start,
        postgres.stop,
        {
            "DATABASE_OWNER_URL": addresses.DATABASE_OWNER_URL,
            "DATABASE_READER_ROLE": addresses.DATABASE_READER,
        },
    ),
    Service("REDIS_URL", addresses.REDIS_URL, broker.start, broker.stop),
)


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """Run the services that the environment does not name; yield what to add to it."""
    missing = [service for service in SERVICES if not os.environ.get(service.variable)]
    with contextlib.ExitStack() as stack:
        for service in missing:
            stack.enter_context(_in_use(service))
        additions = {service.variable: service.url for service in missing}
        for service in missing:
            additions |= service.more
        yield additions


def make_local_directory() -> None:
    """Make the directory of everything local, and let the database's user pass through it."""
    try:
        addresses.LOCAL.mkdir(parents=True, exist_ok=True)
        for step in (addresses.LOCAL, *addresses.LOCAL.parents):
            if step == addresses.GIVEN:
                break
            step.chmod(step.stat().st_mode | 0o711)
    except PermissionError as error:
        msg = f"{error.filename} belongs to another user. Remove it, or run as that user."
        raise ServiceFailed(msg) from error


@contextlib.contextmanager
def _in_use(service: Service) -> Iterator[None]:
    make_local_directory()
    name = service.variable.lower()
    with _open(f"{name}.starting") as turn, _open(f"{name}.users") as users:
        try:
            with _locked(turn):
                fcntl.flock(users, fcntl.LOCK_SH)
                service.start()
            yield
        finally:
            with _locked(turn):
                if _is_last(users):
                    service.stop()


def _open(name: str) -> TextIO:
    try:
        return (addresses.LOCAL / name).open("a")
    except PermissionError as error:
        msg = f"{error.filename} belongs to another user. Remove it, or run as that user."
        raise ServiceFailed(msg) from error


@contextlib.contextmanager
def _locked(file: TextIO) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _is_last(users: TextIO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
