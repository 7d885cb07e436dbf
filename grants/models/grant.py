"""Grants: one award of money by a funder, in won, and what is left to allocate of it."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import Program
from ivi_training.counters import kept_by_triggers


@pghistory.track(exclude=["awarded", "unallocated"])
class Grant(models.Model):
    """An award to a program; `awarded` and `unallocated` (KRW) follow from the ledger."""

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
        ]
        triggers = [kept_by_triggers("awarded", "unallocated")]

    def __str__(self) -> str:
        return self.title
