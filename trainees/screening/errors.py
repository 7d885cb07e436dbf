"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class ReturnClosed(RuleBroken):
    """What was asked was answered, or a person has decided without it."""

    title = _("Nothing is asked of this application any more")


class AnswerIncomplete(RuleBroken):
    """Something that was asked for is still missing."""

    title = _("Something that was asked for is still missing")


class StreamDecided(RuleBroken):
    """The stream stands: by rule, or by somebody's decision."""

    title = _("The stream is decided already")


class StreamNotOpen(RuleBroken):
    """The stream is not one that this application can be put into now."""

    title = _("This stream cannot be chosen")
