"""What the database refuses or keeps in `grants.rates`, whoever writes."""

from grants.rates.models import ExchangeRate
from tests.repository.world import (
    Step,
    again,
    drop,
    empty,
    put,
)

# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "ExchangeRate:append_only": [put(ExchangeRate, rate=5), drop(ExchangeRate)],
    "ExchangeRate:never_emptied": [empty(ExchangeRate)],
    "ExchangeRate:of_the_same": [
        again(
            ExchangeRate, supersedes=lambda: ExchangeRate.objects.latest("pk"), reason="Other",
            source="Other",
        ),
    ],
}  # fmt: skip
