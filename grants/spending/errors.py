"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class OwnExpenditure(RuleBroken):
    """Nobody approves what they recorded."""

    title = _("Another person has to approve this")


class EvidenceMissing(RuleBroken):
    """An expenditure without evidence goes no further."""

    title = _("Evidence is missing")


class NotReversible(RuleBroken):
    """An entry is reversed once, and a promise is released by its owner."""

    title = _("This entry cannot be reversed")


class TooMuchRecovered(RuleBroken):
    """No more comes back than is owed."""

    title = _("Less is owed")


class AboveLimit(RuleBroken):
    """A role approves up to an amount."""

    title = _("Another approver is needed")


class DisallowedTooMuch(RuleBroken):
    """No more is disallowed than was paid out of the subsidy."""

    title = _("The subsidy paid less")


class DraftsNoLongerNew(RuleBroken):
    """An import is taken back whole, or not at all."""

    title = _("Some of the drafts have another status now")


class ImportedAlready(RuleBroken):
    """A file is taken once."""

    title = _("This was imported already")


class SharesExceed(RuleBroken):
    """The parts of an expenditure are no more than the whole."""

    title = _("The sources pay more than the amount")
