"""Assignments: one act of handing out reviews, by whom and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort


class Assignment(models.Model):
    """One act of handing out reviews: who did it, when and how; it can be taken back."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    class Meta:
        verbose_name = _("assignment of reviews")
        verbose_name_plural = _("assignments of reviews")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="assignment_undoing_has_who_and_when",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("What is taken back names who did it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort.code} · {self.pk}"
