"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class OnlineStatus(TextChoices):
    """Where an enrolment in the open online cohort stands; it never holds a place."""

    ENROLLED = "enrolled", pgettext_lazy("online", "Enrolled online")
    SUPERSEDED = "superseded", pgettext_lazy("online", "Ended: a place was accepted")
    LEFT = "left", pgettext_lazy("online", "Left")


ONLINE_MOVES = moves({OnlineStatus.ENROLLED: [OnlineStatus.SUPERSEDED, OnlineStatus.LEFT]})
