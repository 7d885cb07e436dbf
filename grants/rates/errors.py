"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class RateMissing(RuleBroken):
    """Without the bank's rate a foreign amount has no value in won."""

    title = _("The exchange rate is missing")


class RateAlreadyRecorded(RuleBroken):
    """A rate is announced once and corrected once."""

    title = _("This exchange rate is recorded already")
