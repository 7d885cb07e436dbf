"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RateType(TextChoices):
    """Which of a bank's rates of one day: they differ by up to two percent."""

    BASE = "base", _("Base rate 매매기준율")
    TT_SELLING = "tt_selling", _("Telegraphic transfer, selling 송금 보낼 때")
    TT_BUYING = "tt_buying", _("Telegraphic transfer, buying 송금 받을 때")
    CASH_SELLING = "cash_selling", _("Cash, selling 현찰 살 때")
    CARD = "card", _("Card settlement 카드 청구")
