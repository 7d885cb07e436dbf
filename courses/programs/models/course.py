"""Courses: a curriculum that is run again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.programs.models.program import validate_code
from ivi_training.guards.models.bilingual import InLanguage


class Course(models.Model):
    """A curriculum; each dated run of it is a cohort."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[validate_code])
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_ko = models.TextField(_("description (Korean)"), blank=True)

    title = InLanguage()
    description = InLanguage()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title
