"""What the database refuses or keeps in `grants.ledger`, whoever writes."""

from grants.ledger.models import LedgerCheckpoint, LedgerDay, LedgerEntry, LedgerSeal
from tests.repository.world import (
    Step,
    again,
    drop,
    empty,
    put,
)

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "LedgerDay:counters_kept": [put(LedgerDay, came=0), put(LedgerDay, went=9), again(LedgerDay)],
    "LedgerDay:stays": [drop(LedgerDay)],
    "LedgerEntry:append_only": [put(LedgerEntry, note="Another"), drop(LedgerEntry)],
    "LedgerEntry:never_emptied": [empty(LedgerEntry)],
    "LedgerSeal:append_only": [put(LedgerSeal, digest="0"), drop(LedgerSeal)],
    "LedgerSeal:never_emptied": [empty(LedgerSeal)],
    "LedgerSeal:set_by_ledger": [again(LedgerSeal, number=99)],
    "LedgerCheckpoint:append_only": [put(LedgerCheckpoint, digest="0"), drop(LedgerCheckpoint)],
    "LedgerCheckpoint:never_emptied": [empty(LedgerCheckpoint)],
}  # fmt: skip
