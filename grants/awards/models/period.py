"""Accounting periods: what belongs to a closed one can be posted no more; two people reopen it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models.grant import Grant
from grants.awards.models.refusable import Refusable, refusal_constraints

# Under the lock that every posting takes, so that nothing is posted while a period closes.
_HOLD_GRANT = "PERFORM 1 FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;"
APART = f"""
    {_HOLD_GRANT}
    IF EXISTS (SELECT 1 FROM grants_accountingperiod p WHERE p.grant_id = NEW.grant_id
                  AND p.starts_on <= NEW.ends_on AND p.ends_on >= NEW.starts_on) THEN
        RAISE EXCEPTION 'this grant has a period with these days already'
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
"""  # noqa: S608 - our own parts
CLOSED_OR_REOPENED = f"""
    {_HOLD_GRANT}
    IF NEW.closed_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM grants_periodreopening r
         WHERE r.period_id = NEW.id AND r.agreed_at >= OLD.closed_at) THEN
        RAISE EXCEPTION 'a closed period is reopened by two people'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.closed_at IS NOT NULL AND OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'the period is closed already' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""  # noqa: S608 - our own parts


class AccountingPeriodQuerySet(models.QuerySet["AccountingPeriod"]):
    def closed(self) -> "AccountingPeriodQuerySet":
        """Those in which nothing can be posted."""
        return self.filter(closed_at__isnull=False)


@pghistory.track()
class AccountingPeriod(models.Model):
    """A month or a quarter of a grant; an entry belongs to it by its effective date."""

    grant = models.ForeignKey(
        Grant, models.PROTECT, related_name="periods", verbose_name=_("grant")
    )
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = AccountingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("accounting period")
        verbose_name_plural = _("accounting periods")
        ordering = ["grant", "starts_on"]
        permissions = [
            ("close_accountingperiod", "Can close a period and ask to reopen it"),
            ("reopen_accountingperiod", "Can agree to the reopening of a period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="accountingperiod_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A period cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="accountingperiod_closing_has_who_and_when",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                violation_error_message=_("A closing names who did it and when."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="apart", when=pgtrigger.Before, operation=pgtrigger.Insert, func=APART
            ),
            pgtrigger.Trigger(
                name="closed_or_reopened",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.closed_at IS DISTINCT FROM NEW.closed_at"),
                func=CLOSED_OR_REOPENED,
            ),
            pgtrigger.Protect(
                name="days_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.grant_id, OLD.starts_on, OLD.ends_on) IS DISTINCT FROM "
                    "(NEW.grant_id, NEW.starts_on, NEW.ends_on))"
                ),
            ),
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.closed_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"  # noqa: RUF001 - a span

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be posted to it."""
        return self.closed_at is not None


class PeriodReopeningQuerySet(models.QuerySet["PeriodReopening"]):
    def waiting(self) -> "PeriodReopeningQuerySet":
        """Those that nobody has answered."""
        return self.filter(agreed_at__isnull=True, refused_at__isnull=True)


class PeriodReopening(Refusable):
    """One person's request to reopen a closed period, and another's answer. Kept for good."""

    period = models.ForeignKey(
        AccountingPeriod, models.PROTECT, related_name="reopenings", verbose_name=_("period")
    )
    reason = models.CharField(_("reason"), max_length=300)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )

    objects = PeriodReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening of a period")
        verbose_name_plural = _("reopenings of periods")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(agreed_at__isnull=True, refused_at__isnull=True),
                name="periodreopening_one_open",
                violation_error_message=_("Somebody has asked for this already."),
            ),
            models.CheckConstraint(
                name="periodreopening_agreed_by_another",
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                violation_error_message=_("Nobody agrees to what they asked for."),
            ),
            models.CheckConstraint(
                name="periodreopening_agreement_has_who_and_when",
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                violation_error_message=_("An agreement names who gave it and when."),
            ),
            *refusal_constraints("periodreopening", "agreed_at"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="facts_stand",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.agreed_at IS NOT NULL OR OLD.refused_at IS NOT NULL OR "
                    "(OLD.period_id, OLD.reason, OLD.asked_at, OLD.asked_by_id) IS DISTINCT FROM "
                    "(NEW.period_id, NEW.reason, NEW.asked_at, NEW.asked_by_id)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.reason}"
