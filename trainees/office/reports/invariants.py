"""Recounting everything that triggers keep: each difference is one named line."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from ivi_training import rooms


@dataclass(frozen=True)
class BrokenInvariant:
    """A counter that does not equal what it counts."""

    invariant: str
    thing: str
    kept: int
    counted: int

    def __str__(self) -> str:
        return f"{self.invariant}: {self.thing} says {self.kept}, counted {self.counted}"


def _collected() -> dict[str, str]:
    """What each room recounts, from the app on top down; refused where two give one name."""
    found: dict[str, str] = {}
    for app in ("trainees", "grants", "courses", "ivi_training"):
        for module in rooms.find(app, "reports.recounts"):
            if found.keys() & module.RECOUNTS.keys():
                raise ImproperlyConfigured(f"{module.__name__} gives a name that is taken.")
            found |= module.RECOUNTS
    return found


# Each query answers (thing, kept, counted) for every row that differs; no row means all is well.
INVARIANTS = _collected()


def differences() -> Iterator[BrokenInvariant]:
    """Every counter that is wrong, in a fixed order; reads only, in one consistent snapshot."""
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            cursor.execute(sql)
            for thing, kept, counted in cursor.fetchall():
                yield BrokenInvariant(name, thing, int(kept), int(counted))
