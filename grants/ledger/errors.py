"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class BudgetExceeded(RuleBroken):
    """A budget line has less available than the step needs."""

    title = _("The budget line has not enough money left")


class SpentAlready(RuleBroken):
    """What is spent cannot be returned."""

    title = _("It is spent already")
