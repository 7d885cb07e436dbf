"""Where places, people and money disagreed: since when, and until when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from trainees.applying.models.application import Application
from trainees.costs.statuses import Disagreement


class ReconciliationQuerySet(models.QuerySet["ReconciliationException"]):
    def open(self) -> "ReconciliationQuerySet":
        return self.filter(ended_at=None)


class ReconciliationException(models.Model):
    """One disagreement about one person, found in a night; ended once it is not found any more."""

    kind = models.CharField(_("what disagrees"), max_length=20, choices=Disagreement)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="+", verbose_name=_("application")
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    since = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ReconciliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("disagreement")
        verbose_name_plural = _("disagreements")
        ordering = ["since", "id"]
        permissions = [("view_reconciliation", "Can see whether places, people and money agree")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "application", "cohort"],
                name="reconciliationexception_open_once",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="reconciliationexception_kind_known",
                condition=Q(kind__in=Disagreement.values),
            ),
            models.CheckConstraint(
                name="reconciliationexception_ends_after",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"
