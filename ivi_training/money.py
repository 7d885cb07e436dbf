"""Amounts of money: whole won, written one way everywhere."""

from django.utils.translation import gettext as _


def krw(amount: int) -> str:
    """An amount in the reader's language, for example KRW 4,300,000,000."""
    return _("KRW {amount}").format(amount=f"{amount:,}")
