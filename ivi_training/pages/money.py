"""Amounts of money: whole won, written one way everywhere."""

from decimal import Decimal

from django.utils.translation import gettext as _


def krw(amount: int) -> str:
    """An amount in the reader's language, for example KRW 4,300,000,000."""
    return _("KRW {amount}").format(amount=f"{amount:,}")


def share(part: int, whole: int) -> Decimal | None:
    """A part of a whole as a ratio; None where there is no whole."""
    return Decimal(part) / Decimal(whole) if whole else None


def per_head(amount: int, people: int) -> int | None:
    """An amount for each of so many people, to the nearest won; None where there is nobody."""
    return (2 * amount + people) // (2 * people) if people else None
