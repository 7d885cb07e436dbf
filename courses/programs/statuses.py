"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PromotionMode(TextChoices):
    """What happens when a place frees and somebody waits for it."""

    APPROVAL = "approval", _("A person approves each offer")
    AUTOMATIC = "automatic", _("The next person is offered it at once")
