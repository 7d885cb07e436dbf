"""Moving what is sealed to a newer key; whoever seals says here how its rows are sealed anew."""

from collections.abc import Callable

_KNOWN: dict[str, Callable[[], int]] = {}


def register(name: str, reseal: Callable[[], int]) -> None:
    """Make known how the rows called `name` are sealed anew; `reseal` says how many it changed."""
    _KNOWN[name] = reseal


def reseal_all() -> dict[str, int]:
    """Seal everything under the newest key; the rows that were changed, by name."""
    return {name: reseal() for name, reseal in sorted(_KNOWN.items())}
