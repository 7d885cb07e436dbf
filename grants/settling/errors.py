"""Rules that refuse a step, each by its name."""

from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import RuleBroken


class PeriodStillOpen(RuleBroken):
    """What is reported for good belongs to closed periods."""

    title = _("A period is still open")


class ReportOutOfDate(RuleBroken):
    """What is submitted is what stands in the ledger, and once."""

    title = _("The report is not up to date")
