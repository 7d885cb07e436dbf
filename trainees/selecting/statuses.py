"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class DecisionReason(TextChoices):
    """Why a decision was taken; one of these is always given, by a person."""

    MERIT = "merit", _("Merit: experience, role and expected impact")
    BALANCE = "balance", _("Balance of countries, employers or gender")
    PLACES = "places", _("More suitable applicants than places")
    EXPERIENCE = "experience", _("Experience does not fit this course")
    ENGLISH = "english", _("English level")
    STATEMENT = "statement", _("The statement does not show how the skills will be used")
    OTHER = "other", _("Other, see the note")


class LeftWaiting(TextChoices):
    """Why somebody no longer stands on a waiting list: the status that followed."""

    SELECTED = "selected", _("Selected")
    NOT_SELECTED = "not_selected", _("Not selected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PromotionStatus(TextChoices):
    """Where the promotion of somebody from a waiting list stands."""

    PENDING = "pending", pgettext_lazy("a promotion", "To be approved")
    OFFERED = "offered", pgettext_lazy("a promotion", "Offered")
    SKIPPED = "skipped", pgettext_lazy("a promotion", "Skipped")
    LAPSED = "lapsed", pgettext_lazy("a promotion", "Left the list before")


_P = PromotionStatus

PROMOTION_MOVES = moves({_P.PENDING: [_P.OFFERED, _P.SKIPPED, _P.LAPSED]})
