"""Applicants: a person as their passport names them."""

import re

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ivi_training.guards.personal import about_person
from trainees.people.statuses import Gender
from trainees.people.triggers.erasures import no_new_facts

HANGUL = re.compile("[\uac00-\ud7a3]")
# Written out, for every page of an application asks it. Measured: saves 13 to 15 % of the CPU time
# of the form of somebody who begins (2026-12, ADR 43).
_OF_ACCOUNT = "SELECT * FROM trainees_applicant WHERE user_id = %s"


def full_name(given: str, family: str) -> str:
    """Given names, then the family name; the other way round, and unspaced, in Hangul."""
    if HANGUL.search(family):
        return f"{family}{given}"
    return f"{given} {family}".strip()


class ApplicantManager(models.Manager["Applicant"]):
    """Applicants, found by their account."""

    def of_account(self, user_id: int) -> "Applicant | None":
        """The person behind the account; nobody where it has not applied yet."""
        return next(iter(self.raw(_OF_ACCOUNT, [user_id])), None)


class Applicant(models.Model):
    """The person behind an account; a family name may be blank, as it is in many countries."""

    # Columns that belong together, in the order in which a person is asked for them.
    NAMES = ("given_names", "family_name", "preferred_name", "certificate_name")
    COUNTRIES = ("nationality", "second_nationality", "residence")
    FACTS = (*NAMES, "gender", "birth_date", *COUNTRIES)

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    given_names = models.CharField(
        _("given names"),
        max_length=150,
        help_text=_("As in your passport, in Latin letters or your own script."),
    )
    family_name = models.CharField(
        _("family name"),
        max_length=150,
        blank=True,
        help_text=_("As in your passport. Leave empty if you have none."),
    )
    preferred_name = models.CharField(
        _("preferred name"),
        max_length=150,
        blank=True,
        db_default="",
        help_text=_("What we should call you. Leave empty for your given names."),
    )
    certificate_name = models.CharField(
        _("name for the certificate"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("As it should be printed. Leave empty for the name in your passport."),
    )
    gender = models.CharField(_("gender"), max_length=12, choices=Gender)
    birth_date = models.DateField(_("date of birth"), null=True)
    nationality = CountryField(_("nationality"))
    second_nationality = CountryField(
        _("second nationality"), blank=True, help_text=_("Only if you hold two passports.")
    )
    residence = CountryField(_("country or territory of residence"))

    objects = ApplicantManager()

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        ordering = ["family_name", "given_names"]
        # Screening looks for the same person under another account.
        indexes = [models.Index(fields=["birth_date"], name="applicant_birth_date")]
        triggers = [no_new_facts]

    def __str__(self) -> str:
        return self.full_name or f"{self._meta.verbose_name} {self.pk}"

    @property
    def full_name(self) -> str:
        return full_name(self.given_names, self.family_name)

    @property
    def name_on_certificate(self) -> str:
        """As the applicant wants it printed; the name in the passport otherwise."""
        return self.certificate_name or self.full_name


# The gender stays for the numbers: without a name it says nothing of anybody.
about_person("user", *Applicant.NAMES, "birth_date", *Applicant.COUNTRIES)(Applicant)
