"""Sealing with AES-256-GCM, bound to one place: a table, a column and a row.

What is sealed for one place opens in no other: a value that is copied to somebody else's row stays
shut, as does one of which a single bit was changed. Layout: version, length and name of the key,
nonce of 96 bits, ciphertext with its tag.
"""

import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ivi_training.encryption import keys
from ivi_training.encryption.errors import CannotOpen

VERSION = 1
_NONCE = 12
_SHUT = "This could not be opened."


@dataclass(frozen=True)
class Binding:
    """Where a sealed value stands; `row` is what names the row for as long as it lives."""

    table: str
    column: str
    row: str

    def bound(self, head: bytes) -> bytes:
        """What the tag covers beside the content; lengths keep two places from looking alike."""
        parts = (self.table.encode(), self.column.encode(), self.row.encode())
        return head + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal(plain: bytes, place: Binding) -> bytes:
    """Seal with the newest key; twice the same content gives two different results."""
    name, key = next(iter(keys.ring().items()))
    head = _head(name)
    nonce = secrets.token_bytes(_NONCE)
    return head + nonce + AESGCM(key).encrypt(nonce, plain, place.bound(head))


def unseal(sealed: bytes, place: Binding) -> bytes:
    """Open, or raise `CannotOpen`; there is nothing in between."""
    name = key_name(sealed)
    key = keys.ring().get(name)
    if key is None:
        raise CannotOpen(_SHUT)
    head = _head(name)
    nonce, content = sealed[len(head) : len(head) + _NONCE], sealed[len(head) + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, content, place.bound(head))
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(_SHUT) from error


def key_name(sealed: bytes) -> str:
    """Under which key it was sealed, so that it can be sealed anew under a newer one."""
    if len(sealed) < 2 or sealed[0] != VERSION:  # noqa: PLR2004 - version and length of the name
        raise CannotOpen(_SHUT)
    name = sealed[2 : 2 + sealed[1]]
    try:
        return name.decode("ascii")
    except UnicodeDecodeError as error:
        raise CannotOpen(_SHUT) from error


def needs_resealing(sealed: bytes) -> bool:
    """Whether an older key than the newest has sealed it."""
    return key_name(sealed) != next(iter(keys.ring()))


def _head(name: str) -> bytes:
    return bytes([VERSION, len(name)]) + name.encode("ascii")
