"""Overruns: an amount by which a line may be overspent, asked by one and approved by another."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models.budget_line import BudgetLine
from grants.awards.models.refusable import Refusable, refusal_constraints
from ivi_training.pages.money import krw

# In SQL, so that a line never has a right to overspend that no approved row accounts for.
ALLOW = """
    UPDATE grants_budgetline SET overrun_allowed = overrun_allowed + NEW.amount
     WHERE id = NEW.line_id;
    RETURN NULL;
"""


class OverrunQuerySet(models.QuerySet["Overrun"]):
    def waiting(self) -> "OverrunQuerySet":
        """Asked for, and neither approved nor refused."""
        return self.filter(approved_at__isnull=True, refused_at__isnull=True)


class Overrun(Refusable):
    """A recorded exception for one line: so many won, for this reason. Never a switch."""

    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="overruns", verbose_name=_("budget line")
    )
    amount = models.BigIntegerField(_("amount (KRW)"))
    reason = models.CharField(_("reason"), max_length=300)
    reference = models.CharField(_("funder's reference"), max_length=100, blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )

    objects = OverrunQuerySet.as_manager()

    class Meta:
        verbose_name = _("overrun")
        verbose_name_plural = _("overruns")
        ordering = ["-id"]
        permissions = [("approve_overrun", "Can approve an overrun that somebody else asked for")]
        constraints = [
            models.CheckConstraint(
                name="overrun_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
            models.CheckConstraint(
                name="overrun_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                violation_error_message=_("Nobody approves what they asked for."),
            ),
            models.CheckConstraint(
                name="overrun_approval_has_who_and_when",
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                violation_error_message=_("An approval names who gave it and when."),
            ),
            *refusal_constraints("overrun", "approved_at"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="asked_first",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(
                    "NEW.approved_at IS NOT NULL OR NEW.refused_at IS NOT NULL"
                ),
            ),
            pgtrigger.Protect(
                name="facts_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.approved_at IS NOT NULL OR OLD.refused_at IS NOT NULL OR "
                    "(OLD.line_id, OLD.amount, OLD.reason, OLD.reference, OLD.asked_by_id) "
                    "IS DISTINCT FROM "
                    "(NEW.line_id, NEW.amount, NEW.reason, NEW.reference, NEW.asked_by_id)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="allow",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.approved_at IS NOT NULL"),
                func=ALLOW,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {krw(self.amount)}"
