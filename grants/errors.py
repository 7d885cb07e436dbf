"""Rules of money that refuse a step."""

from django.utils.translation import gettext_lazy as _

from ivi_training.errors import RuleBroken


class BudgetExceeded(RuleBroken):
    """A budget line has less available than the step needs."""

    title = _("The budget line has not enough money left")


class GrantExceeded(RuleBroken):
    """The lines would hold more than the grant."""

    title = _("The grant has not enough money left")


class OwnExpenditure(RuleBroken):
    """Nobody approves what they recorded."""

    title = _("Another person has to approve this")


class EvidenceMissing(RuleBroken):
    """An expenditure without evidence goes no further."""

    title = _("Evidence is missing")
