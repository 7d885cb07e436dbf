"""Tallies: how many applications, offers and enrolments there are, kept by triggers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.cohorts.models import Cohort
from courses.countries.statuses import IncomeGroup
from courses.programs.models import Stream
from ivi_training.guards.counters import kept_by_triggers
from trainees.places.statuses import CountedFact
from trainees.places.triggers.facts import OF_PERSON

# Employers are thousands, so they have no cells of their own: who is of one is counted row by row
# where somebody asks, see `trainees.insight.reports.quota_counts`.
NOT_TALLIED = (CountedFact.ORGANISATION,)
FACTS_OF_CELLS = tuple(fact.column for fact in OF_PERSON if fact.name not in NOT_TALLIED)


class Tally(models.Model):
    """One cell of every dashboard: so many of a thing, of these facts, in this status."""

    class Thing(models.TextChoices):
        """What is counted."""

        APPLICATION = "application", _("Applications")
        OFFER = "offer", _("Offers")
        ENROLMENT = "enrolment", _("Enrolments")
        ONLINE = "online", _("Online enrolments (no place)")

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    stream = models.ForeignKey(
        Stream, models.PROTECT, null=True, related_name="+", verbose_name=_("stream")
    )
    country = CountryField(_("country or territory"), blank=True)
    income_group = models.CharField(
        _("income group"), max_length=2, choices=IncomeGroup, blank=True
    )
    gender = models.CharField(_("gender"), max_length=12, blank=True)
    thing = models.CharField(_("thing"), max_length=12, choices=Thing)
    status = models.CharField(_("status"), max_length=20)
    count = models.BigIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "cohort",
                    *(fact.name.value for fact in OF_PERSON if fact.name not in NOT_TALLIED),
                    "thing",
                    "status",
                ],
                name="tally_cell_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [kept_by_triggers("count")]

    def __str__(self) -> str:
        return f"{self.thing} {self.status}: {self.count}"
