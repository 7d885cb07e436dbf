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


class AwardExceeded(RuleBroken):
    """More would be received than was awarded."""

    title = _("The award is smaller")


class SpentAlready(RuleBroken):
    """What is spent cannot be returned."""

    title = _("It is spent already")


class NotReversible(RuleBroken):
    """An entry is reversed once, and a promise is released by its owner."""

    title = _("This entry cannot be reversed")


class TooMuchRecovered(RuleBroken):
    """No more comes back than is owed."""

    title = _("Less is owed")


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

    title = _("The policy of transfers does not allow this")


class AlreadyDecided(RuleBroken):
    """Somebody was faster."""

    title = _("This was decided already")


class RateMissing(RuleBroken):
    """Without the bank's rate a foreign amount has no value in won."""

    title = _("The exchange rate is missing")


class RateKnown(RuleBroken):
    """A rate is announced once and corrected once."""

    title = _("This exchange rate is known already")


class PeriodStillOpen(RuleBroken):
    """What is reported for good belongs to closed periods."""

    title = _("A period is still open")


class ReportOutOfDate(RuleBroken):
    """What is submitted is what stands in the ledger, and once."""

    title = _("The report is not up to date")


class AboveLimit(RuleBroken):
    """A role approves up to an amount."""

    title = _("Another approver is needed")


class SharesExceed(RuleBroken):
    """The parts of an expenditure are no more than the whole."""

    title = _("The sources pay more than the amount")


class DisallowedTooMuch(RuleBroken):
    """No more is disallowed than was paid out of the subsidy."""

    title = _("The subsidy paid less")


class DraftsMovedOn(RuleBroken):
    """An import is taken back whole, or not at all."""

    title = _("Some of the drafts have moved on")


class ImportedAlready(RuleBroken):
    """A file is taken once."""

    title = _("This was imported already")


class FeeRateMissing(RuleBroken):
    """A fee is priced by a rate that counts on its days."""

    title = _("The fee rate is missing")
