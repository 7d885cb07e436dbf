"""Budget lines: 보조비목 and 보조세목, with balances kept by the ledger."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.models import Stream
from grants.awards.models.grant import Grant
from ivi_training.guards.counters import kept_by_triggers
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.guards.triggers import update_of
from ivi_training.pages.money import share

# A foreign key says only that a category, cohort or stream exists: one of another grant would let
# money be spent on what it was not given for.
OF_ONE_GRANT = """
    IF NOT EXISTS (SELECT 1 FROM grants_budgetcategory c
                    WHERE c.id = NEW.category_id AND c.grant_id = NEW.grant_id)
       OR EXISTS (SELECT 1 FROM courses_cohort c JOIN grants_grant g ON g.id = NEW.grant_id
                   WHERE c.id = NEW.cohort_id AND c.program_id <> g.program_id)
       OR EXISTS (SELECT 1 FROM courses_stream s JOIN grants_grant g ON g.id = NEW.grant_id
                   WHERE s.id = NEW.stream_id AND s.program_id <> g.program_id) THEN
        RAISE EXCEPTION 'a line and all that it names belong to one grant'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""


class BudgetCategory(models.Model):
    """A category 보조비목 of a grant: the upper level of its budget."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="categories", verbose_name=_("grant")
    )
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)

    name = InLanguage()

    class Meta:
        verbose_name = _("budget category")
        verbose_name_plural = _("budget categories")
        ordering = ["grant", "name_en"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "name_en"],
                name="budgetcategory_name_once_per_grant",
                violation_error_message=_("This grant already has a category of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BudgetLine(models.Model):
    """A purpose the funder pays for; its balances (KRW) move by ledger entries only."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="lines", verbose_name=_("grant"))
    category = models.ForeignKey(
        BudgetCategory,
        models.PROTECT,
        related_name="lines",
        verbose_name=_("category 보조비목"),
    )
    code = models.CharField(_("code"), max_length=20, help_text=_("For example 210-01."))
    name_en = models.CharField(_("sub-category 보조세목 (English)"), max_length=100)
    name_ko = models.CharField(_("sub-category 보조세목 (Korean)"), max_length=100, blank=True)
    component = models.CharField(
        _("component"),
        max_length=60,
        blank=True,
        help_text=_("A part of the program that is paid for apart, for example Online courses."),
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cohort")
    )
    stream = models.ForeignKey(
        Stream, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stream")
    )
    budgeted = models.BigIntegerField(_("budgeted (KRW)"), default=0, editable=False)
    committed = models.BigIntegerField(_("committed (KRW)"), default=0, editable=False)
    spent = models.BigIntegerField(_("spent (KRW)"), default=0, editable=False)
    overrun_allowed = models.BigIntegerField(_("overrun allowed (KRW)"), default=0, editable=False)

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
                condition=Q(committed__lte=F("budgeted") + F("overrun_allowed") - F("spent")),
                violation_error_message=_("This line has not enough money left."),
            ),
            models.CheckConstraint(
                name="budgetline_balances_not_negative",
                condition=Q(
                    budgeted__gte=0, committed__gte=0, spent__gte=0, overrun_allowed__gte=0
                ),
                violation_error_message=_("A balance cannot fall below zero."),
            ),
        ]
        triggers = [
            kept_by_triggers("budgeted", "committed", "spent", "overrun_allowed"),
            pgtrigger.Trigger(
                name="of_one_grant",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | update_of("grant_id", "category_id", "cohort_id", "stream_id"),
                func=OF_ONE_GRANT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def unused(self) -> int:
        """What of the budget is neither committed nor spent; below zero within an overrun."""
        return self.budgeted - self.committed - self.spent

    @property
    def available(self) -> int:
        """What may still be committed or spent, in KRW: an agreed overrun counts."""
        return self.unused + self.overrun_allowed

    @property
    def execution_rate(self) -> Decimal | None:
        """집행률: spent over budgeted."""
        return share(self.spent, self.budgeted)
