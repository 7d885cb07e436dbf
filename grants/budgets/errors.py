"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class DayRefused(RuleBroken):
    """A day that has not come, or one outside the time that it has to lie in."""

    title = _("This day cannot be used")


class GrantExceeded(RuleBroken):
    """The lines would hold more than the grant."""

    title = _("The grant has not enough money left")


class AwardExceeded(RuleBroken):
    """More would be received than was awarded."""

    title = _("The award is smaller")


class PeriodClosed(RuleBroken):
    """A closed period refuses postings."""

    title = _("The period is closed")


class PeriodOutOfTurn(RuleBroken):
    """Periods close in their order and reopen from the last."""

    title = _("This period cannot be changed now")


class OwnRequest(RuleBroken):
    """Nobody agrees to what they asked for."""

    title = _("Another person has to agree to this")


class TransferNotAllowed(RuleBroken):
    """The grant's policy does not let this money move so."""

    title = _("The transfer policy does not allow this")
