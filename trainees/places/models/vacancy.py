"""Vacancies: a place may be free. Noted in the transaction that frees it, handled once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.models import Program
from trainees.places.models.place import Place
from trainees.places.models.quota import Quota


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    """Vacancies, handled and not."""

    def open(self) -> "VacancyQuerySet":
        """Vacancies for which the waiting lists were not asked yet."""
        return self.filter(handled_at__isnull=True)


class Vacancy(models.Model):
    """At most so many people may be promoted for it; whether one can is up to the quotas."""

    class Kind(models.TextChoices):
        """Why a place may be free."""

        PLACE = "place", _("A place was given back")
        QUOTA = "quota", _("A quota was raised, released or closed")
        BY_HAND = "by_hand", _("Asked for by the office")
        SKIPPED = "skipped", _("The person proposed before was skipped")
        LAPSED = "lapsed", _("The person proposed before left the waiting list")

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, related_name="+", verbose_name=_("cohort")
    )
    kind = models.CharField(_("why"), max_length=10, choices=Kind)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", verbose_name=_("place")
    )
    quota = models.ForeignKey(
        Quota, models.PROTECT, null=True, related_name="+", verbose_name=_("quota")
    )
    origin = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name=_("follows from")
    )
    number = models.PositiveIntegerField(_("places"), default=1)
    noted_at = models.DateTimeField(_("noted at"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("vacancy")
        verbose_name_plural = _("vacancies")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="vacancy_kind_known",
                condition=Q(kind__in=["place", "quota", "by_hand", "skipped", "lapsed"]),
                violation_error_message=_("It is not known why a place may be free."),
            ),
            models.UniqueConstraint(
                "place",
                name="vacancy_place_once",
                condition=Q(place__isnull=False),
                violation_error_message=_("This place was given back before."),
            ),
        ]
        indexes = [
            models.Index("program", name="vacancy_open", condition=Q(handled_at__isnull=True)),
        ]
        triggers = [
            pgtrigger.Protect(
                name="handled_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__handled_at__isnull=False),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.program.code})"
