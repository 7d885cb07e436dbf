"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class TransferScope(TextChoices):
    ANY = "any", _("Any lines")
    CATEGORY = "category", _("Lines of one category")
    PAIRS = "pairs", _("The pairs of categories below, and lines of one category")


class CapBase(TextChoices):
    """What the cap of transfers is a percentage of."""

    AWARD = "award", _("The award, for all lines together")
    LINE = "line", _("The line that gives, for this line alone")


class TransferStatus(TextChoices):
    """Where a transfer stands; only an approved one has moved money."""

    ASKED = "asked", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", pgettext_lazy("a request", "Refused")


TRANSFER_MOVES = moves({TransferStatus.ASKED: [TransferStatus.APPROVED, TransferStatus.REFUSED]})
