"""Transfers between lines: what a grant's policy allows, and what was asked and decided."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models.budget_line import BudgetCategory, BudgetLine
from grants.awards.models.grant import Grant
from grants.budgets.statuses import TRANSFER_MOVES, CapBase, TransferScope, TransferStatus
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.permissions import Role
from ivi_training.pages.money import krw

# A pair with a category of another grant would allow nothing, and nobody would see.
_OF_ONE_GRANT = """
    IF EXISTS (SELECT 1 FROM grants_transferpolicy p JOIN grants_budgetcategory c
                   ON c.id IN (NEW.from_category_id, NEW.to_category_id)
                WHERE p.id = NEW.policy_id AND c.grant_id <> p.grant_id) THEN
        RAISE EXCEPTION 'a policy allows transfers between categories of its own grant'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
"""

APPROVERS = (Role.APPROVER, Role.ADMINISTRATOR)


class TransferPolicy(models.Model):
    """What the award letter says about moving money between lines: data, not code."""

    grant = models.OneToOneField(
        Grant, models.PROTECT, related_name="transfer_policy", verbose_name=_("grant")
    )
    scope = models.CharField(
        _("between which lines"),
        max_length=10,
        choices=TransferScope,
        default=TransferScope.CATEGORY,
    )
    cap_percent = models.PositiveSmallIntegerField(
        _("cap (percent)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of all transfers together. Empty: no cap."),
    )
    cap_of = models.CharField(
        _("percent of"), max_length=10, choices=CapBase, default=CapBase.AWARD
    )
    approver = models.CharField(
        _("approved by"),
        max_length=20,
        choices=[(role.value, role.label) for role in APPROVERS],
        default=Role.APPROVER,
    )
    needs_reference = models.BooleanField(
        _("needs the funder's reference"),
        default=False,
        help_text=_("Each transfer then names the funder's letter that allows it."),
    )

    class Meta:
        verbose_name = _("policy of transfers")
        verbose_name_plural = _("policies of transfers")
        ordering = ["grant"]
        constraints = [
            models.CheckConstraint(
                name="transferpolicy_choices_known",
                condition=Q(
                    scope__in=TransferScope.values,
                    cap_of__in=CapBase.values,
                    approver__in=[role.value for role in APPROVERS],
                ),
                violation_error_message=_("This policy is not known."),
            ),
            models.CheckConstraint(
                name="transferpolicy_cap_is_a_percentage",
                condition=Q(cap_percent__isnull=True) | Q(cap_percent__range=(1, 100)),
                violation_error_message=_("A cap is between 1 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant.code} · {self.get_scope_display()}"


class TransferPair(models.Model):
    """Two categories between which a policy lets money move, in this direction."""

    policy = models.ForeignKey(
        # A pair has no meaning without its policy; nothing refers to a pair.
        TransferPolicy,
        models.CASCADE,
        related_name="pairs",
        verbose_name=_("policy of transfers"),
    )
    from_category = models.ForeignKey(
        BudgetCategory, models.PROTECT, related_name="+", verbose_name=_("from category")
    )
    to_category = models.ForeignKey(
        BudgetCategory, models.PROTECT, related_name="+", verbose_name=_("to category")
    )

    class Meta:
        verbose_name = _("allowed pair")
        verbose_name_plural = _("allowed pairs")
        ordering = ["policy", "from_category", "to_category"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "from_category", "to_category"],
                name="transferpair_once",
                violation_error_message=_("Name each pair once."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_one_grant",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_OF_ONE_GRANT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_category} → {self.to_category}"


class TransferQuerySet(models.QuerySet["Transfer"]):
    def for_list(self) -> "TransferQuerySet":
        related = "from_line__category", "to_line__category", "asked_by", "decided_by"
        return self.select_related(*related).order_by("-pk")

    def waiting_for(self, user: Any) -> "TransferQuerySet":
        """Those that this person may decide on by the policy of the grant, never their own."""
        asked = self.filter(
            status=TransferStatus.ASKED,
            from_line__grant__transfer_policy__approver__in=user.groups.values("name"),
        )
        return asked.exclude(asked_by=user)


class Transfer(HasLifecycle):
    """So many won from one line to another: asked by one person, decided by another."""

    MOVES = TRANSFER_MOVES

    from_line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="transfers_out", verbose_name=_("from line")
    )
    to_line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="transfers_in", verbose_name=_("to line")
    )
    amount = models.BigIntegerField(_("amount (KRW)"))
    reason = models.CharField(_("reason"), max_length=300)
    reference = models.CharField(_("funder's reference"), max_length=100, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=TransferStatus, default=TransferStatus.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["-id"]
        permissions = [("decide_transfer", "Can decide on a transfer that somebody else asked for")]
        constraints = [
            known_status("transfer_status_known", TransferStatus),
            models.CheckConstraint(
                name="transfer_of_two_lines",
                condition=Q(amount__gt=0) & ~Q(from_line=F("to_line")),
                violation_error_message=_("A transfer moves won between two different lines."),
            ),
            models.CheckConstraint(
                name="transfer_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Nobody decides on what they asked for."),
            ),
            models.CheckConstraint(
                name="transfer_decision_has_who_and_when",
                condition=Q(
                    status=TransferStatus.ASKED, decided_at__isnull=True, decided_by__isnull=True
                )
                | Q(
                    ~Q(status=TransferStatus.ASKED),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                violation_error_message=_("A decision names who made it and when."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(TRANSFER_MOVES, [TransferStatus.ASKED]),
            pgtrigger.Protect(
                name="facts_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.from_line_id, OLD.to_line_id, OLD.amount, OLD.reason, OLD.reference, "
                    "OLD.asked_by_id) IS DISTINCT FROM (NEW.from_line_id, NEW.to_line_id, "
                    "NEW.amount, NEW.reason, NEW.reference, NEW.asked_by_id))"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.from_line} → {self.to_line}: {krw(self.amount)}"
