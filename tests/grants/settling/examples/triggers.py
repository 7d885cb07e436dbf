"""What the database refuses or keeps in `grants.settling`, whoever writes."""

from datetime import date

from grants.settling.models import SettlementFile, SettlementReport
from tests.repository.world import (
    Step,
    again,
    drop,
    empty,
    put,
)

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "SettlementReport:append_only": [put(SettlementReport, note="New"), drop(SettlementReport)],
    "SettlementReport:never_emptied": [empty(SettlementReport)],
    "SettlementReport:of_closed_periods": [
        again(SettlementReport, version=2, until=date(2022, 1, 30)),
        again(SettlementReport, version=2, contents="{}"),
    ],
    "SettlementFile:append_only": [put(SettlementFile, name="new.pdf"), drop(SettlementFile)],
    "SettlementFile:never_emptied": [empty(SettlementFile)],
}  # fmt: skip
