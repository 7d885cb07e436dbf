"""The key ring: named keys of 256 bits, the newest first; it seals, and all of them open."""

import base64
import binascii
import re
import secrets
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings

from ivi_training.encryption.errors import KeyRingWrong

BYTES = 32
_NAME = re.compile(r"[a-z0-9-]{1,20}")


def ring() -> dict[str, bytes]:
    """The keys by name, in their order; a ring without a key, or with a wrong one, is refused."""
    return _read(tuple(settings.ENCRYPTION_KEYS))


def new(name: str) -> str:
    """A new key as the environment wants it: name:key, the key in base64."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(BYTES)).decode()}"


@lru_cache(maxsize=8)
def _read(written: Sequence[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number, one in enumerate(written, start=1):
        name, _colon, encoded = one.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not _NAME.fullmatch(name) or len(key) != BYTES or name in found:
            # The key itself is named nowhere: errors are written into logs.
            msg = f"ENCRYPTION_KEYS: number {number} is not name:key with 32 bytes in base64."
            raise KeyRingWrong(msg)
        found[name] = key
    if not found:
        msg = "ENCRYPTION_KEYS is empty. Make a key: manage.py new_encryption_key 2026-12"
        raise KeyRingWrong(msg)
    return found
