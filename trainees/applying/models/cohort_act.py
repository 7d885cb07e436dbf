"""Steps on many applications of a cohort: who took one and when, taken back at most once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.erasable import Erasable

_STANDS = ("cohort_id", "made_at", "made_by_id")


class CohortStep(models.Model):
    """One act of one person; what it did and what taking it back means is for its action."""

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
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_undoing_has_who_and_when",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message=_("What is taken back names who did it and when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort.code} · {self.pk}"

    def take_back(self, *, by: User) -> None:
        self.undone_at, self.undone_by = timezone.now(), by
        self.save(update_fields=["undone_at", "undone_by"])


def step_triggers(*facts: str) -> list[pgtrigger.Trigger]:
    """Nobody changes the step or these facts of it, nor opens again what was taken back."""
    changed = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in (*_STANDS, *facts))
    return [
        Erasable(
            pgtrigger.Protect(
                name="stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.undone_at IS NOT NULL OR {changed}"),
            ),
            *(fact for fact in facts if fact == "note"),
        ),
        pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
    ]
