"""Where the embedded services live: paths and URLs, known before anything is installed or started.

Read by the settings in production too, so it needs nothing but the standard library.
"""

import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("IVI_LOCAL_DIR") or ROOT / ".local").resolve()
# LOCAL is made when first needed, this is there already.
GIVEN = ROOT if LOCAL.is_relative_to(ROOT) else LOCAL.parent
LOGS = LOCAL / "logs"
MAILDIR = LOCAL / "mail"
MAIL_PORT_FILE = LOCAL / "mail_port"
MAIL_HOST = "127.0.0.1"
DATABASE_NAME = "ivi_training"
# Who owns the tables, who uses them, and who only reads them.
DATABASE_OWNER, DATABASE_USER, DATABASE_READER = "ivi_owner", "ivi_application", "ivi_reader"
# Distinguishes two clones wherever something of theirs must live outside of them.
FINGERPRINT = hashlib.sha256(str(LOCAL).encode()).hexdigest()[:12]

_LONGEST_SOCKET = 103  # bytes; the shortest limit of the systems that we know (macOS)
POSTGRES_SOCKET_NAME = ".s.PGSQL.5432"


def _is_closed_to_others() -> bool:
    """Say whether some directory that is not ours to open stands in the way of another user."""
    steps = (step for step in (GIVEN, *GIVEN.parents) if step.exists())
    return not all(step.stat().st_mode & 0o001 for step in steps)


# PostgreSQL refuses to run as root, and the user it runs as instead is locked out of here.
MUST_LEAVE = os.geteuid() == 0 and _is_closed_to_others()


def _sockets() -> Path:
    """Choose a directory that fits into a socket's short address and that the server may enter."""
    sockets = LOCAL / "sockets"
    is_short = len(os.fsencode(sockets / POSTGRES_SOCKET_NAME)) <= _LONGEST_SOCKET
    is_plain = re.fullmatch(r"[\w./-]+", str(sockets), re.ASCII)
    if is_short and is_plain and not MUST_LEAVE:
        return sockets
    # Not the TMPDIR of the moment: two shells of one clone must find the same server.
    return Path(f"/tmp/ivi_training-{FINGERPRINT}")  # noqa: S108 - private; its owner is checked


SOCKETS = _sockets()
REDIS_SOCKET = SOCKETS / "redis.sock"


def _mail_port() -> int:
    """Read the port of the catcher that ran last, for this clone's may not be the usual one."""
    try:
        return int(MAIL_PORT_FILE.read_text())
    except (FileNotFoundError, ValueError):
        return 2525


MAIL_PORT = _mail_port()
# The host stands in the query: in its usual place urllib would turn the path into lower case.
_DATABASE = f"/{DATABASE_NAME}?host={quote(str(SOCKETS), safe='')}"
DATABASE_URL = f"postgres://{DATABASE_USER}@{_DATABASE}"
DATABASE_OWNER_URL = f"postgres://{DATABASE_OWNER}@{_DATABASE}"
REDIS_URL = f"redis+socket://{REDIS_SOCKET}"
EMAIL_URL = f"smtp://{MAIL_HOST}:{MAIL_PORT}"
