"""What the tables of `grants.budgets` never hold: one try for each constraint."""

from django.db import models

from grants.budgets.models import (
    BudgetVersion,
    BudgetVersionLine,
    Transfer,
    TransferPair,
    TransferPolicy,
)
from tests.repository.tries import unknown
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)

CONSTRAINTS: dict[str, Step] = {
    "budgetversion_number_once": again(BudgetVersion),
    "budgetversionline_line_once": again(BudgetVersionLine),
    "transfer_status_known": unknown(Transfer),
    "transfer_of_two_lines": unguarded(
        "grants.Transfer:facts_stand", step=put(Transfer, to_line=models.F("from_line"))
    ),
    "transfer_decided_by_another": put(Transfer, decided_by=models.F("asked_by")),
    "transfer_decision_has_who_and_when": put(Transfer, decided_at=None),
    "transferpolicy_choices_known": put(TransferPolicy, scope="dream"),
    "transferpolicy_cap_is_a_percentage": put(TransferPolicy, cap_percent=101),
    "transferpair_once": again(TransferPair),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "transferpolicy.grant_id": again(TransferPolicy),
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "budgetversionline_line_once",
}
