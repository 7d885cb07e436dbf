"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class NotOnThisGrant(RuleBroken):
    """What should pay, or was promised, belongs to another line or grant."""

    title = _("It belongs elsewhere")


class AlreadyDecided(RuleBroken):
    """Somebody was faster."""

    title = _("This was decided already")
