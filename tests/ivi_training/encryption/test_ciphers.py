"""What is sealed opens in its place, with its key, unaltered; otherwise nothing comes out."""

import random
import secrets

import pytest
from pytest_django import Settings

from ivi_training.encryption import ciphers, keys
from ivi_training.encryption.ciphers import Binding, seal, unseal
from ivi_training.encryption.errors import CannotOpen, KeyRingWrong

HERE = Binding("trainees_answer", "value", "17")
TRIES = 10_000


def opens(sealed: bytes, place: Binding = HERE) -> bytes | None:
    try:
        return unseal(sealed, place)
    except CannotOpen:
        return None


def test_it_opens_in_its_place():
    assert opens(seal("M1234567 여권".encode(), HERE)) == "M1234567 여권".encode()
    assert opens(seal(b"", HERE)) == b""


def test_nothing_of_it_shows_and_no_two_are_alike():
    first, second = seal(b"M1234567", HERE), seal(b"M1234567", HERE)
    assert first != second
    assert b"M1234567" not in first


def test_ten_thousand_altered_ones_yield_nothing():
    chance = random.Random(16)  # noqa: S311 - the same tries each time
    sealed = seal(b"M1234567", HERE)
    for _number in range(TRIES):
        altered = bytearray(sealed)
        for _bit in range(chance.randint(1, 4)):
            altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        cut = altered[: chance.randrange(len(altered))] if chance.random() < 0.2 else altered
        assert bytes(cut) == sealed or opens(bytes(cut)) is None


def test_ten_thousand_swapped_ones_yield_nothing():
    places = [Binding(*parts) for parts in all_places()]
    sealed = [(place, seal(b"M1234567", place)) for place in places]
    swapped = [(there, value) for there in places for here, value in sealed if here != there]
    assert len(swapped) >= TRIES
    assert [opens(value, there) for there, value in swapped if opens(value, there)] == []


def all_places() -> list[tuple[str, str, str]]:
    """Some that would look alike if their parts were only strung together."""
    tables, columns = ("a", "ab", "abc"), ("c", "bc", "", "value")
    return [
        (t, c, str(row)) for t in tables for c in columns for row in (1, 11, 111, *range(20, 28))
    ]


def test_a_made_up_value_yields_nothing():
    for length in range(200):
        assert opens(secrets.token_bytes(length)) is None
        assert opens(b"\x01\x0bdevelopment" + secrets.token_bytes(length)) is None


def test_older_keys_open_and_the_newest_seals(settings: Settings):
    old, new = keys.new("2025"), keys.new("2026")
    settings.ENCRYPTION_KEYS = [old]
    sealed = seal(b"x", HERE)
    settings.ENCRYPTION_KEYS = [new, old]
    assert opens(sealed) == b"x"
    assert ciphers.needs_resealing(sealed)
    again = seal(b"x", HERE)
    assert ciphers.key_name(again) == "2026"
    assert not ciphers.needs_resealing(again)
    settings.ENCRYPTION_KEYS = [new]
    assert opens(sealed) is None
    settings.ENCRYPTION_KEYS = [keys.new("2025")]
    assert opens(sealed) is None


@pytest.mark.parametrize(
    "written",
    [[], ["no-colon"], ["short:QUJD"], ["name:not base64!"], ["Big:" + "A" * 43 + "="],
     [keys.new("one"), keys.new("one")]],
)  # fmt: skip
def test_a_wrong_key_ring_is_refused_and_no_key_is_told(settings: Settings, written: list[str]):
    settings.ENCRYPTION_KEYS = written
    with pytest.raises(KeyRingWrong) as refused:
        seal(b"x", HERE)
    assert not any(one.partition(":")[2] in str(refused.value) for one in written if ":" in one)
