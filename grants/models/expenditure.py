"""Expenditures: money that left, on one line, with evidence and two different people."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from grants.models.budget_line import BudgetLine
from grants.statuses import EXPENDITURE_MOVES, ExpenditureStatus
from ivi_training.lifecycle import HasLifecycle, frozen_facts, known_status, lifecycle_triggers
from ivi_training.models.stored_file import StoredFile


class ExpenditureQuerySet(models.QuerySet["Expenditure"]):
    """Expenditures as the finance pages look for them."""

    def for_list(self) -> "ExpenditureQuerySet":
        """Newest first, with the line and the people shown beside each."""
        return self.select_related("line", "cohort", "recorded_by", "approved_by").order_by("-pk")

    def waiting_for(self, user: Any) -> "ExpenditureQuerySet":
        """Submitted ones that this person may approve: never their own."""
        return self.filter(status=ExpenditureStatus.SUBMITTED).exclude(recorded_by=user)


class Expenditure(HasLifecycle):
    """A payment to account for; it moves the line's balances when another person approves it."""

    MOVES = EXPENDITURE_MOVES

    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="expenditures", verbose_name=_("budget line")
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cohort"),
        help_text=_("Where given, it is drawn first from what is committed for this cohort."),
    )
    spent_on = models.DateField(_("spent on"))
    payee = models.CharField(_("payee"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300)
    amount = models.BigIntegerField(_("amount (KRW)"))
    status = models.CharField(
        _("status"), max_length=20, choices=ExpenditureStatus, default=ExpenditureStatus.DRAFT
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
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

    objects = ExpenditureQuerySet.as_manager()

    class Meta:
        verbose_name = _("expenditure")
        verbose_name_plural = _("expenditures")
        ordering = ["-id"]
        permissions = [("approve_expenditure", "Can approve an expenditure of somebody else")]
        constraints = [
            known_status("expenditure_status_known", ExpenditureStatus),
            models.CheckConstraint(
                name="expenditure_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("Give a whole number of won above zero."),
            ),
            models.CheckConstraint(
                name="expenditure_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("recorded_by")),
                violation_error_message=_("Nobody approves an expenditure they recorded."),
            ),
            models.CheckConstraint(
                name="expenditure_approval_has_who_and_when",
                condition=Q(
                    status__in=[ExpenditureStatus.DRAFT, ExpenditureStatus.SUBMITTED],
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                )
                | Q(
                    ~Q(status__in=[ExpenditureStatus.DRAFT, ExpenditureStatus.SUBMITTED]),
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                ),
                violation_error_message=_("An approval names who gave it and when."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(EXPENDITURE_MOVES, [ExpenditureStatus.DRAFT]),
            # An approver has seen these, and the ledger has posted them.
            frozen_facts(
                "line_id",
                "cohort_id",
                "spent_on",
                "payee",
                "purpose",
                "amount",
                "recorded_by_id",
                unless=[ExpenditureStatus.DRAFT],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.purpose}"


class Evidence(StoredFile):
    """A paper that proves an expenditure: invoice, card slip, minutes. Private."""

    expenditure = models.ForeignKey(
        Expenditure, models.PROTECT, related_name="evidence", verbose_name=_("expenditure")
    )

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
