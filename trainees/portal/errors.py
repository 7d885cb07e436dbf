"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class ConsentChanged(RuleBroken):
    """The text is not asked any more: a newer version of it is."""

    title = _("This text has changed")
