"""What the tables of `grants.settling` never hold: one try for each constraint."""

from grants.settling.models import SettlementFile, SettlementReport
from tests.repository.world import (
    Step,
    again,
    unguarded,
)

CONSTRAINTS: dict[str, Step] = {
    "settlementreport_version_once": unguarded(
        "grants.SettlementReport:of_closed_periods", step=again(SettlementReport)
    ),
    "settlementfile_name_once": again(SettlementFile),
}  # fmt: skip
