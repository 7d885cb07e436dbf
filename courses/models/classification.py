"""Dated country lists: a program is judged by the vintage it pins, never by today's list."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.statuses import IncomeGroup


class ClassificationVintage(models.Model):
    """One year's published list of income groups, for example FY22 (from 1 July 2021)."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("income-group vintage")
        verbose_name_plural = _("income-group vintages")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.code


class CountryClassification(models.Model):
    """The income group of one country or territory in one vintage. Never altered."""

    vintage = models.ForeignKey(
        ClassificationVintage, models.PROTECT, related_name="rows", verbose_name=_("vintage")
    )
    country = CountryField(_("country or territory"))
    income_group = models.CharField(_("income group"), max_length=2, choices=IncomeGroup)

    class Meta:
        verbose_name = _("country classification")
        verbose_name_plural = _("country classifications")
        constraints = [
            models.UniqueConstraint(
                "vintage",
                "country",
                name="countryclassification_once_per_vintage",
                violation_error_message=_("This country already has a group in this vintage."),
            ),
            models.CheckConstraint(
                name="countryclassification_group_known",
                condition=Q(income_group__in=IncomeGroup.values),
                violation_error_message=_("This income group is not known."),
            ),
        ]
        triggers = [
            # Decided applications refer to it; a correction is a new vintage.
            pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.vintage} {self.country}: {self.get_income_group_display()}"
