"""Grants: one award of money by a funder, in won, and what is left to allocate of it."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from ivi_training.guards.counters import kept_by_triggers

KEPT = [
    "awarded",
    "unallocated",
    "spent",
    "received",
    "interest",
    "returned",
    "interest_returned",
    "sealed",
]


@pghistory.track(exclude=KEPT)
class Grant(models.Model):
    """An award to a program; its amounts (KRW) and its number of entries follow from the ledger."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    code = models.CharField(_("award number"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    funder = models.CharField(_("funder"), max_length=200)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    awarded = models.BigIntegerField(_("awarded (KRW)"), default=0, editable=False)
    unallocated = models.BigIntegerField(_("unallocated (KRW)"), default=0, editable=False)
    spent = models.BigIntegerField(_("spent (KRW)"), default=0, editable=False)
    received = models.BigIntegerField(
        _("received and not returned (KRW)"), default=0, editable=False
    )
    interest = models.BigIntegerField(
        _("interest earned and not returned (KRW)"), default=0, editable=False
    )
    returned = models.BigIntegerField(_("returned (KRW)"), default=0, editable=False)
    interest_returned = models.BigIntegerField(
        _("interest returned (KRW)"), default=0, editable=False
    )
    sealed = models.BigIntegerField(_("entries in the ledger"), default=0, editable=False)

    award_to_post = 0  # what the form that makes the grant will post to the ledger

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="grant_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A grant cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="grant_never_over_allocated",
                condition=Q(unallocated__gte=0),
                violation_error_message=_("The lines would hold more than the grant."),
            ),
            models.CheckConstraint(
                name="grant_cash_not_negative",
                condition=Q(
                    received__gte=0, interest__gte=0, returned__gte=0, interest_returned__gte=0
                ),
                violation_error_message=_("More would be returned than came in."),
            ),
            models.CheckConstraint(
                name="grant_received_within_award",
                condition=Q(received__lte=F("awarded") - F("returned")),
                violation_error_message=_("More would be received than was awarded."),
            ),
            models.CheckConstraint(
                name="grant_spent_is_not_returned",
                condition=Q(returned=0) | Q(spent__lte=F("received")),
                violation_error_message=_("What is spent cannot be returned, nor the reverse."),
            ),
        ]
        triggers = [kept_by_triggers(*KEPT)]

    def __str__(self) -> str:
        return self.title

    @property
    def tranches(self) -> int:
        """All that the funder has paid, in KRW."""
        return self.received + self.returned

    @property
    def interest_earned(self) -> int:
        """All interest, returned or not, in KRW."""
        return self.interest + self.interest_returned

    @property
    def cash(self) -> int:
        """What the bank should hold, in KRW; below zero where bills came before the tranche."""
        return self.received - self.spent + self.interest
