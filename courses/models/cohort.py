"""Cohorts: one dated run of a course within a program."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.program import Program, validate_code
from courses.statuses import Modality
from ivi_training.models.bilingual import InLanguage


@pghistory.track()
class Cohort(models.Model):
    """People who take a course together, between two dates, in one way of teaching."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="cohorts", verbose_name=_("program")
    )
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="cohorts", verbose_name=_("course")
    )
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[validate_code])
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    modality = models.CharField(
        _("modality"), max_length=10, choices=Modality, default=Modality.IN_PERSON
    )

    title = InLanguage()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="cohort_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A cohort cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="cohort_modality_known",
                condition=Q(modality__in=Modality.values),
                violation_error_message=_("This modality is not known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"
