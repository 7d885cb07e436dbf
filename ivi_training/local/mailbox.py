"""The messages that the mail catcher has stored, newest first."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

from ivi_training.local import addresses

STORED = addresses.MAILDIR / "new"  # a maildir: what is in here is whole


def keys() -> list[str]:
    """Name the stored messages, the newest first."""
    if not STORED.is_dir():
        return []
    files = sorted(STORED.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [file.name for file in files]


def find(key: str) -> EmailMessage | None:
    """Read one message; a key is only ever compared with those that exist, never used as a path."""
    return _read(STORED / key) if key in keys() else None


def latest(limit: int) -> list[tuple[str, EmailMessage]]:
    """Read the newest messages with their keys."""
    return [(key, _read(STORED / key)) for key in keys()[:limit]]


def clear() -> None:
    """Delete every message."""
    for key in keys():
        (STORED / key).unlink(missing_ok=True)


def text_of(message: EmailMessage) -> str:
    """Give what a person reads: the plain text, or else the source of the rest."""
    body = message.get_body(preferencelist=("plain", "html"))
    return str(body.get_content()) if body else ""


def _read(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
