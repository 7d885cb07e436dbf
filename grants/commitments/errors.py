"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class FeeRateMissing(RuleBroken):
    """A fee is priced by a rate that counts on its days."""

    title = _("The fee rate is missing")


class EngagementNotAllowed(RuleBroken):
    """The days, the lines or the costs of an engagement do not fit its grant."""

    title = _("This fee or consultation cannot be committed")
