"""Region bands: countries between which and the course a journey costs about the same."""

from collections.abc import Iterable

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.countries.statuses import IncomeGroup
from grants.awards.models.grant import Grant
from ivi_training.guards.models.bilingual import InLanguage


@pghistory.track()
class RegionBand(models.Model):
    """A band of a grant; the first in their order that holds where a person lives is theirs."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="bands", verbose_name=_("grant"))
    position = models.PositiveSmallIntegerField(
        _("order"), help_text=_("The first band that holds a trainee's country is theirs.")
    )
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("countries"),
        default=list,
        blank=True,
        help_text=_("Two-letter codes of where trainees live, separated by commas, e.g. VN, TH."),
    )
    income_groups = ArrayField(
        models.CharField(max_length=2, choices=IncomeGroup.choices),
        verbose_name=_("income groups"),
        default=list,
        blank=True,
        help_text=_("Any of L, LM, UM, H, by the program's vintage."),
    )
    is_fallback = models.BooleanField(
        _("all other countries"),
        default=False,
        help_text=_("Holds everybody whom no other band holds. It names no country."),
    )

    name = InLanguage()

    class Meta:
        verbose_name = _("region band")
        verbose_name_plural = _("region bands")
        ordering = ["grant", "is_fallback", "position"]
        constraints = [
            models.UniqueConstraint(
                "grant",
                "position",
                name="regionband_position_once_per_grant",
                violation_error_message=_("Two bands of a grant cannot have the same order."),
            ),
            models.UniqueConstraint(
                "grant",
                name="regionband_one_fallback_per_grant",
                condition=Q(is_fallback=True),
                violation_error_message=_("One band holds all other countries already."),
            ),
            models.CheckConstraint(
                name="regionband_fallback_names_nothing",
                condition=Q(is_fallback=True, countries=[], income_groups=[])
                | (Q(is_fallback=False) & ~Q(countries=[], income_groups=[])),
                violation_error_message=_(
                    "Name countries or income groups, or say that it holds all other countries."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def holds(self, country: str, income_group: str) -> bool:
        """Whether somebody who lives there, with its group in the program's vintage, is in it."""
        return self.is_fallback or country in self.countries or income_group in self.income_groups


def band_of(bands: Iterable[RegionBand], country: str, income_group: str) -> RegionBand | None:
    """The first band that holds a country; `bands` stand in their order, the fallback last."""
    return next((band for band in bands if band.holds(country, income_group)), None)
