"""Budget versions: what each line held when the budget was first set and after each change."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models.budget_line import BudgetLine
from grants.awards.models.grant import Grant
from ivi_training.guards.append_only import append_only
from ivi_training.pages.money import krw

# The sum is over several rows, which no check constraint sees.
TOTALS = """
    IF EXISTS (
        SELECT 1 FROM grants_budgetversion v LEFT JOIN grants_budgetversionline l
            ON l.version_id = v.id WHERE v.id = {version}
         GROUP BY v.id HAVING v.awarded <> v.unallocated + coalesce(sum(l.amount), 0)
    ) THEN
        RAISE EXCEPTION 'a version of the budget totals the award'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
"""


def totals(version: str) -> pgtrigger.Trigger:
    """Judge the sum at the end of the transaction, when all lines are there."""
    return pgtrigger.Trigger(
        name="totals_the_award",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=TOTALS.format(version=version),
    )


class BudgetVersion(models.Model):
    """The whole budget at one moment: number 1 is the original, the others are revisions."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="budget_versions", verbose_name=_("grant")
    )
    number = models.PositiveIntegerField(_("version"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reference = models.CharField(_("funder's reference"), max_length=100, blank=True)
    awarded = models.BigIntegerField(_("awarded (KRW)"))
    unallocated = models.BigIntegerField(_("unallocated (KRW)"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("budget version")
        verbose_name_plural = _("budget versions")
        ordering = ["grant", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "number"],
                name="budgetversion_number_once",
                violation_error_message=_("This version exists already."),
            ),
        ]
        triggers = [*append_only(), totals("NEW.id")]

    def __str__(self) -> str:
        return f"{self.grant.code} · {self.number}"

    @property
    def why(self) -> str:
        return self.reason or str(_("Original budget"))


class BudgetVersionLine(models.Model):
    """What one line held in one version, in KRW."""

    version = models.ForeignKey(
        BudgetVersion, models.PROTECT, related_name="lines", verbose_name=_("budget version")
    )
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="+", verbose_name=_("budget line")
    )
    amount = models.BigIntegerField(_("amount (KRW)"))

    class Meta:
        verbose_name = _("line of a budget version")
        verbose_name_plural = _("lines of a budget version")
        ordering = ["version", "line__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "line"],
                name="budgetversionline_line_once",
            ),
        ]
        triggers = [*append_only(), totals("NEW.version_id")]

    def __str__(self) -> str:
        return f"{self.line}: {krw(self.amount)}"
