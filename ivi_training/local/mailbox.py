"""The messages that the mail catcher has stored, newest first."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from ivi_training.local import addresses

STORED = addresses.MAILDIR / "new"  # a maildir: what is in here is whole


@dataclass(frozen=True)
class StoredMessage:
    """A message as it arrived."""

    key: str
    received_at: datetime
    message: EmailMessage

    @property
    def text(self) -> str:
        """What a person reads: the plain text, or else the source of the rest."""
        body = self.message.get_body(preferencelist=("plain", "html"))
        return str(body.get_content()) if body else ""


def keys() -> list[str]:
    if not STORED.is_dir():
        return []
    files = sorted(STORED.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return [file.name for file in files]


def find(key: str) -> StoredMessage | None:
    """Read one message; a key is only ever compared with those that exist, never used as a path."""
    return _read(key) if key in keys() else None


def latest(limit: int) -> list[StoredMessage]:
    return [_read(key) for key in keys()[:limit]]


def clear() -> None:
    for key in keys():
        (STORED / key).unlink(missing_ok=True)


def _read(key: str) -> StoredMessage:
    path = STORED / key
    return StoredMessage(
        key=key,
        received_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        message=email.message_from_bytes(path.read_bytes(), policy=email.policy.default),
    )
