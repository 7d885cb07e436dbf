"""Dated country lists: drafts until published, then they stand; a call is judged by one of them."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.countries.statuses import GROUPS, Scheme
from courses.countries.triggers.lists import of_scheme
from ivi_training.guards.models.published import Published, part_triggers, publication_triggers

# What counts the rows of another table cannot be a CHECK.
_WHOLE = """
    IF NEW.published_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM courses_countryclassification WHERE vintage_id = NEW.id) THEN
        RAISE EXCEPTION 'a list without a country is not published'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class VintageQuerySet(models.QuerySet["ClassificationVintage"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class ClassificationVintage(Published):
    """One dated list of countries of one scheme, for example FY22 (from 1 July 2021).

    One that shipped with the product was published by nobody.
    """

    scheme = models.CharField(
        _("list"), max_length=12, choices=Scheme, default=Scheme.WB_INCOME, db_default="WB_INCOME"
    )
    code = models.CharField(_("code"), max_length=10, unique=True)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200)

    objects = VintageQuerySet.as_manager()

    class Meta:
        verbose_name = _("vintage of a country list")
        verbose_name_plural = _("vintages of country lists")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="vintage_scheme_known",
                condition=Q(scheme__in=Scheme.values),
                violation_error_message=_("This list is not known."),
            ),
            models.CheckConstraint(
                name="vintage_published_by_has_moment",
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                violation_error_message=_("A publication has its moment."),
            ),
        ]
        triggers = publication_triggers(_WHOLE)

    def __str__(self) -> str:
        return self.code


class CountryClassification(models.Model):
    """The group of one country or territory in one vintage. A published one is never altered."""

    # CASCADE: a part of the list; only a draft is deleted.
    vintage = models.ForeignKey(
        ClassificationVintage, models.CASCADE, related_name="rows", verbose_name=_("vintage")
    )
    country = CountryField(_("country or territory"))
    income_group = models.CharField(_("group"), max_length=4, choices=GROUPS)

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
                condition=Q(income_group__in=[group for group, _label in GROUPS]),
                violation_error_message=_("This group is not known."),
            ),
        ]
        # Decided applications refer to it; a correction is a new vintage.
        triggers = [
            of_scheme,
            *part_triggers("courses_classificationvintage", "list", "vintage_id"),
        ]

    def __str__(self) -> str:
        return f"{self.vintage} {self.country}: {self.get_income_group_display()}"
