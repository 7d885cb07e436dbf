"""Tallies: how many applications, offers and enrolments there are, kept by triggers."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.models import Cohort, Stream
from ivi_training.counters import kept_by_triggers

# The program is locked first, here and in the actions, so that two writers of tallies never wait
# for each other in a circle. Drafts are not counted, and a draft that is saved locks nothing.
COUNT = """
    PERFORM 1 FROM courses_program WHERE id IN (
        SELECT program_id FROM courses_cohort WHERE id IN (SELECT cohort_id FROM ({changed}) c)
    ) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO trainees_tally (cohort_id, stream_id, country, gender, thing, status, count)
    SELECT cohort_id, stream_id, country, gender, '{thing}', status, sum(n)
      FROM ({changed}) changed
     GROUP BY cohort_id, stream_id, country, gender, status HAVING sum(n) <> 0
     ORDER BY cohort_id, stream_id, country, gender, status
    ON CONFLICT (cohort_id, stream_id, country, gender, thing, status)
    DO UPDATE SET count = trainees_tally.count + EXCLUDED.count;
    RETURN NULL;
"""


def tally_triggers(thing: str, facts: str) -> list[pgtrigger.Trigger]:
    """Triggers that count a table's rows; `facts` selects five columns of the rows to count."""
    new, old = facts.format(rows="new_rows"), facts.format(rows="old_rows")
    added = f"SELECT f.*, 1 AS n FROM ({new}) f"
    removed = f"SELECT f.*, -1 AS n FROM ({old}) f"
    both = f"{added} UNION ALL {removed}"
    new_rows, old_rows = {"new": "new_rows"}, {"old": "old_rows"}
    return [
        _tally("insert", pgtrigger.Insert, thing, added, new_rows),
        _tally("update", pgtrigger.Update, thing, both, new_rows | old_rows),
        _tally("delete", pgtrigger.Delete, thing, removed, old_rows),
    ]


def _tally(
    name: str, operation: pgtrigger.Operation, thing: str, changed: str, rows: dict[str, str]
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"tally_{name}",
        when=pgtrigger.After,
        operation=operation,
        level=pgtrigger.Statement,
        referencing=pgtrigger.Referencing(**rows),  # type: ignore[no-untyped-call]
        func=COUNT.format(thing=thing, changed=changed),
    )


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
    gender = models.CharField(_("gender"), max_length=12, blank=True)
    thing = models.CharField(_("thing"), max_length=12, choices=Thing)
    status = models.CharField(_("status"), max_length=20)
    count = models.BigIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "stream", "country", "gender", "thing", "status"],
                name="tally_cell_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [kept_by_triggers("count")]

    def __str__(self) -> str:
        return f"{self.thing} {self.status}: {self.count}"
