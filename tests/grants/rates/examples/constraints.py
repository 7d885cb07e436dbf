"""What the tables of `grants.rates` never hold: one try for each constraint."""

from grants.rates.models import ExchangeRate
from tests.repository.world import (
    Step,
    again,
)


def correct_again() -> None:
    """A second correction of one rate."""
    known = ExchangeRate.objects.get(supersedes__isnull=False)
    again(ExchangeRate, supersedes=known.supersedes, reason="Again")()


CONSTRAINTS: dict[str, Step] = {
    "exchangerate_once": again(ExchangeRate),
    "exchangerate_currency_is_foreign": again(ExchangeRate, currency="KRW"),
    "exchangerate_type_known": again(ExchangeRate, rate_type="guess"),
    "exchangerate_above_zero": again(ExchangeRate, currency="JPY", rate=0),
    "exchangerate_correction_has_reason": again(ExchangeRate, currency="JPY", reason="Why"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "exchangerate.supersedes_id": correct_again,
}  # fmt: skip
