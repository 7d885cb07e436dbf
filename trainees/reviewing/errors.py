"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class RubricMissing(RuleBroken):
    """A call has no published rubric to review by."""

    title = _("There is no published rubric")


class NothingToAssign(RuleBroken):
    """The choice leaves no review to hand out."""

    title = _("There is nothing to assign")


class ReviewsChanged(RuleBroken):
    """What was previewed is no longer what would happen."""

    title = _("The preview is out of date")


class NothingToUndo(RuleBroken):
    """Nothing of an assignment can be taken back any more."""

    title = _("There is nothing left to take back")


class ReviewClosed(RuleBroken):
    """The review is submitted, handed back, or its application has left the reviews."""

    title = _("This review can no longer be changed")


class ReviewIncomplete(RuleBroken):
    """A criterion has no score yet."""

    title = _("Your review is not complete yet")


class StaleReview(RuleBroken):
    """Another tab or device has saved newer scores."""

    title = _("A newer version of this review exists")


class InConflict(RuleBroken):
    """A conflict of interest stands between reviewer and application."""

    title = _("There is a conflict of interest")


class AlreadyReviewer(RuleBroken):
    """The address belongs to a reviewer."""

    title = _("This person is a reviewer already")


class NothingToRank(RuleBroken):
    """No application of the cohort has a submitted review."""

    title = _("There is nothing to rank yet")


class ReviewsMissing(RuleBroken):
    """Applications lack the wanted number of reviews, and nobody said why that is fine."""

    title = _("Reviews are missing")


class NotReviewer(RuleBroken):
    """Reviews are given to reviewers, whose accounts are open."""

    title = _("This person cannot be given reviews")
