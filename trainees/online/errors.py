"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class NotForOnline(RuleBroken):
    """The person has a place or an offer of one, or no online cohort is open."""

    title = _("There is no open online course to join")
