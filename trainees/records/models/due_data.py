"""What falls due when, by which rule: a view of the database, so that everybody reads the same.

The rules in force are held against every application; pages, the clock and the trigger that lets a
destruction happen all ask here.
"""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from trainees.applying.models.application import Application
from trainees.people.models.applicant import Applicant
from trainees.records.models.destruction import DestroyedApplication
from trainees.records.models.retention_rule import RetentionRule
from trainees.records.statuses import HeldBy


class DueDataQuerySet(models.QuerySet["DueData"]):
    def left(self) -> "DueDataQuerySet":
        """Data that exist: what was destroyed by a rule of the same kind is left out."""
        gone = DestroyedApplication.objects.filter(
            application=OuterRef("application"), kind=OuterRef("rule__kind")
        )
        return self.filter(~Exists(gone))

    def due(self, on: date) -> "DueDataQuerySet":
        """Data whose time has come by that day, held back or not."""
        return self.left().filter(due_on__lte=on)

    def free(self) -> "DueDataQuerySet":
        """Data that nothing holds back."""
        return self.filter(held_by=HeldBy.NOTHING)

    def held(self) -> "DueDataQuerySet":
        return self.exclude(held_by=HeldBy.NOTHING)


class DueData(models.Model):
    """One application under one rule: the day on which its data go, and what holds them back."""

    pk = models.CompositePrimaryKey("rule_id", "application_id")
    rule = models.ForeignKey(
        RetentionRule, models.DO_NOTHING, related_name="+", verbose_name=_("rule")
    )
    application = models.ForeignKey(
        Application, models.DO_NOTHING, related_name="+", verbose_name=_("application")
    )
    applicant = models.ForeignKey(
        Applicant, models.DO_NOTHING, related_name="+", verbose_name=_("applicant")
    )
    due_on = models.DateField(_("due on"))
    held_by = models.CharField(_("held back"), max_length=8, choices=HeldBy)

    objects = DueDataQuerySet.as_manager()

    class Meta:
        managed = False
        default_permissions = ()
        verbose_name = _("data that fall due")
        verbose_name_plural = _("data that fall due")

    def __str__(self) -> str:
        return f"{self.rule_id} {self.application_id}"
