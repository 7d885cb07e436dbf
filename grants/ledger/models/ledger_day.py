"""What moved on each account on each day: sums that the ledger keeps, so that none is added up."""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.awards.models.budget_line import BudgetLine
from grants.awards.models.grant import Grant
from grants.ledger.statuses import Bucket
from ivi_training.guards.counters import kept_by_triggers


class LedgerDayQuerySet(models.QuerySet["LedgerDay"]):
    def nets(self, *by: str) -> Any:
        """What came less what went, in KRW, grouped by columns."""
        net = models.Sum(models.F("came") - models.F("went"))
        return self.order_by().values(*by).annotate(net=net)


class LedgerDay(models.Model):
    """One account on one effective date: all that came and went (KRW), corrections included."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="days", verbose_name=_("grant"))
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="days",
        verbose_name=_("budget line"),
    )
    bucket = models.CharField(_("account"), max_length=20, choices=Bucket)
    day = models.DateField(_("day"))
    came = models.BigIntegerField(_("came (KRW)"), default=0)
    went = models.BigIntegerField(_("went (KRW)"), default=0)

    objects = LedgerDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of the ledger")
        verbose_name_plural = _("days of the ledger")
        ordering = ["grant", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "line", "bucket", "day"],
                name="ledgerday_account_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [
            kept_by_triggers("came", "went"),
            pgtrigger.Protect(name="stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.bucket}: {self.came - self.went:,}"
