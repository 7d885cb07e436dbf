"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ivi_training.guards.lifecycle import moves


class ReviewStatus(TextChoices):
    """Where one person's review of one application stands."""

    ASSIGNED = "assigned", pgettext_lazy("a review", "To do")
    STARTED = "started", pgettext_lazy("a review", "Begun")
    SUBMITTED = "submitted", pgettext_lazy("a review", "Submitted")
    RECUSED = "recused", pgettext_lazy("a review", "Stepped back")
    CANCELLED = "cancelled", pgettext_lazy("a review", "Taken back")


_R = ReviewStatus

REVIEW_MOVES = moves(
    {
        _R.ASSIGNED: [_R.STARTED, _R.RECUSED, _R.CANCELLED],
        _R.STARTED: [_R.SUBMITTED, _R.RECUSED],
        # A conflict that comes to light late sets a submitted review aside; it is kept.
        _R.SUBMITTED: [_R.RECUSED],
    }
)

OPEN_REVIEWS = (_R.ASSIGNED, _R.STARTED)

LIVE_REVIEWS = (*OPEN_REVIEWS, _R.SUBMITTED)


class ConflictKind(TextChoices):
    """How a conflict of interest came to light."""

    DECLARED = "declared", _("Declared by the reviewer")
    RECORDED = "recorded", _("Recorded by the office")
    DETECTED = "detected", _("Found by the system")
