"""The preview of an act on money: each balance that it would move, as it is and as it would be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from grants.ledger.actions.balances import BalanceChange
from ivi_training.office.views.acts import Preview, digest_of

NOW_AND_THEN = (_("Now"), _("Then"))


@dataclass(frozen=True)
class Balances(Preview):
    """Amounts in KRW in two columns; none where no money moves."""

    template = "grants/ledger/balances.html"
    changes: Sequence[BalanceChange]
    columns: tuple[StrPromise, StrPromise]

    @property
    def digest(self) -> str:
        """Of the amounts alone: the names of accounts depend on the reader's language."""
        return digest_of([(change.before, change.after) for change in self.changes])


def preview_balances(
    changes: Callable[..., Sequence[BalanceChange]],
    columns: tuple[StrPromise, StrPromise] = NOW_AND_THEN,
) -> Callable[..., Balances]:
    return lambda thing, **facts: Balances(changes(thing, **facts), columns)


def no_balances(_thing: Any, **_facts: Any) -> Balances:
    """The preview of an act that moves no money."""
    return Balances([], NOW_AND_THEN)
