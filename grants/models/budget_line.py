"""Budget lines: 보조비목 and 보조세목, with balances kept by the ledger."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grants.models.grant import Grant
from ivi_training.counters import kept_by_triggers
from ivi_training.models.bilingual import InLanguage


class BudgetLine(models.Model):
    """A purpose the funder pays for; its balances (KRW) move by ledger entries only."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="lines", verbose_name=_("grant"))
    code = models.CharField(_("code"), max_length=20, help_text=_("For example 210-01."))
    category_en = models.CharField(_("category 보조비목 (English)"), max_length=100)
    category_ko = models.CharField(_("category 보조비목 (Korean)"), max_length=100, blank=True)
    name_en = models.CharField(_("sub-category 보조세목 (English)"), max_length=100)
    name_ko = models.CharField(_("sub-category 보조세목 (Korean)"), max_length=100, blank=True)
    budgeted = models.BigIntegerField(_("budgeted (KRW)"), default=0, editable=False)
    committed = models.BigIntegerField(_("committed (KRW)"), default=0, editable=False)
    spent = models.BigIntegerField(_("spent (KRW)"), default=0, editable=False)

    category = InLanguage()
    name = InLanguage()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["grant", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "code"],
                name="budgetline_code_once_per_grant",
                violation_error_message=_("This grant already has a line with this code."),
            ),
            models.CheckConstraint(
                name="budgetline_never_overspent",
                condition=Q(committed__lte=F("budgeted") - F("spent")),
                violation_error_message=_("This line has not enough money left."),
            ),
            models.CheckConstraint(
                name="budgetline_balances_not_negative",
                condition=Q(budgeted__gte=0, committed__gte=0, spent__gte=0),
                violation_error_message=_("A balance cannot fall below zero."),
            ),
        ]
        triggers = [kept_by_triggers("budgeted", "committed", "spent")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def available(self) -> int:
        """What may still be committed or spent, in KRW."""
        return self.budgeted - self.committed - self.spent
