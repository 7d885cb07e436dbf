"""Lifecycles and choices: tables of moves, nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FundingKind(TextChoices):
    """Whose money pays for a project; the ledger of a grant holds the subsidy alone."""

    SUBSIDY = "subsidy", _("Subsidy 국고보조금")
    LOCAL = "local", _("Local share 지방비")
    OWN = "own", _("Own contribution 자부담")
    OTHER = "other", _("Other source 기타")


class DeadlineKind(TextChoices):
    TRANCHE = "tranche", _("Tranche")
    REPORT = "report", _("Report")
    AUDIT = "audit", _("Audit")
    DISCLOSURE = "disclosure", _("Disclosure")
    OTHER = "other", _("Other")


class Anchor(TextChoices):
    """From which day the months of a deadline are counted."""

    DAY = "day", _("A fixed day")
    START = "start", _("The first day of the grant")
    END = "end", _("The last day of the grant")
    YEAR_END = "year_end", _("The end of a year")
