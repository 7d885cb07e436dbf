"""Employers as entities, so that a limit per organisation can be kept."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from trainees.statuses import OrganisationKind


class Organisation(models.Model):
    """An employer: a legal entity in a country, whatever the case its name is typed in."""

    name = models.CharField(_("name"), max_length=200)
    country = CountryField(_("country or territory"))
    kind = models.CharField(_("kind"), max_length=15, choices=OrganisationKind)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "country",
                name="organisation_once_per_country",
                violation_error_message=_("This organisation is already known in this country."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
