"""Expenditures: money that left, on one line, with evidence and two different people."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from grants.awards.models.budget_line import BudgetLine
from grants.commitments.models.commitment import Commitment
from grants.rates.models.exchange_rate import CURRENCY, ExchangeRate
from grants.spending.models.approval_limit import ApprovalLimit
from grants.spending.models.expenditure_import import ExpenditureImport
from grants.spending.statuses import EXPENDITURE_MOVES, ExpenditureStatus, PaymentMethod
from grants.spending.triggers.expenditures import (
    CHECKS,
    CONVERTED,
    HANDED_IN,
    KEPT,
    PAYMENT_STANDS,
    POSTED,
    WITHIN_LIMITS,
    shares_make_the_whole,
)
from ivi_training.guards.lifecycle import (
    HasLifecycle,
    frozen_facts,
    known_status,
    lifecycle_triggers,
)

PAYEE_NUMBER = r"^\d{3}-\d{2}-\d{5}$"


class ExpenditureQuerySet(models.QuerySet["Expenditure"]):
    def for_list(self) -> "ExpenditureQuerySet":
        """Newest first, with the line and the people shown beside each."""
        return self.select_related("line__grant", "cohort", "recorded_by", "approved_by").order_by(
            "-pk"
        )

    def for_detail(self) -> "ExpenditureQuerySet":
        related = "line__category", "commitment", "rate", "paid_rate", "first_approved_by"
        return self.for_list().select_related(*related, "imported_from")

    def waiting_for(self, user: Any) -> "ExpenditureQuerySet":
        """Submitted ones that this person may approve: never their own, nor a second time."""
        limits = ApprovalLimit.objects.filter(grant=OuterRef("line__grant"))
        reaching = limits.filter(
            Q(up_to__isnull=True) | Q(up_to__gte=OuterRef("amount")),
            role__in=user.groups.values("name"),
        )
        waiting = self.filter(
            ~Exists(limits) | Exists(reaching), status=ExpenditureStatus.SUBMITTED
        )
        return waiting.exclude(recorded_by=user).exclude(first_approved_by=user)


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
    payee_number = models.CharField(
        _("business registration number 사업자등록번호"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(PAYEE_NUMBER, _("Write it as 123-45-67891."))],
        help_text=_("Of a Korean company, for example 123-45-67891."),
    )
    purpose = models.CharField(_("purpose"), max_length=300)
    supply = models.BigIntegerField(_("supply amount 공급가액 (KRW)"))
    vat = models.BigIntegerField(_("VAT 부가세 (KRW)"), default=0, db_default=0)
    amount = models.BigIntegerField(_("amount (KRW)"))
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expenditures",
        verbose_name=_("commitment 원인행위"),
        help_text=_("Where given, it is drawn from this commitment first."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[RegexValidator(CURRENCY, _("Three capital letters, for example USD."))],
    )
    foreign_amount = models.DecimalField(
        _("foreign amount"), max_digits=15, decimal_places=3, null=True, blank=True
    )
    rate = models.ForeignKey(
        ExchangeRate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expenditures",
        verbose_name=_("exchange rate"),
    )
    imported_from = models.ForeignKey(
        ExpenditureImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expenditures",
        verbose_name=_("imported from"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ExpenditureStatus, default=ExpenditureStatus.DRAFT
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    first_approved_at = models.DateTimeField(_("first approved at"), null=True, blank=True)
    first_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("first approved by"),
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

    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    method = models.CharField(
        _("method of payment"), max_length=8, choices=PaymentMethod, blank=True
    )
    payment_reference = models.CharField(
        _("reference of the payment"),
        max_length=60,
        blank=True,
        help_text=_("The number of the transfer or of the card approval."),
    )
    paid_amount = models.BigIntegerField(_("paid (KRW)"), null=True, blank=True)
    paid_rate = models.ForeignKey(
        ExchangeRate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("rate on the day of payment"),
    )
    disallowed_amount = models.BigIntegerField(
        _("disallowed 불인정금액 (KRW)"), null=True, blank=True
    )
    disallowed_reason = models.CharField(_("why disallowed"), max_length=300, blank=True)

    objects = ExpenditureQuerySet.as_manager()

    class Meta:
        verbose_name = _("expenditure")
        verbose_name_plural = _("expenditures")
        ordering = ["-id"]
        permissions = [
            ("approve_expenditure", "Can approve an expenditure of somebody else"),
            ("pay_expenditure", "Can record how an approved expenditure was paid"),
            ("settle_expenditure", "Can settle or disallow a paid expenditure"),
        ]
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
            *CHECKS,
        ]
        indexes = [
            # What was disallowed is little beside all that ever was spent.
            models.Index(
                fields=["line"],
                name="expenditure_disallowed",
                condition=Q(disallowed_amount__isnull=False),
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
                "payee_number",
                "supply",
                "vat",
                "amount",
                "commitment_id",
                "currency",
                "foreign_amount",
                "rate_id",
                "imported_from_id",
                "recorded_by_id",
                unless=[ExpenditureStatus.DRAFT],
            ),
            PAYMENT_STANDS,
            KEPT,
            CONVERTED,
            HANDED_IN,
            WITHIN_LIMITS,
            POSTED,
            shares_make_the_whole("NEW.id", pgtrigger.Insert | pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.purpose}"

    @property
    def foreign(self) -> str:
        """What the bill says in its own currency; nothing of a bill in won."""
        if self.foreign_amount is None:
            return ""
        return f"{self.currency} {self.foreign_amount.normalize():,f}"
