"""Places: a row of facts that counts in every quota it matches, from offer to release."""

from collections.abc import Collection, Iterable

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.cohorts.models import Cohort
from courses.cohorts.statuses import Modality
from courses.countries.statuses import IncomeGroup
from courses.organisations.models.organisation import Organisation
from courses.organisations.triggers.merges import follows_merge
from courses.programs.models import Course, Program, Stream
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import referencing
from trainees.applying.models.application import PERSON, Application
from trainees.people.models.applicant import Applicant
from trainees.people.statuses import Gender
from trainees.people.triggers.people_merges import follows_person, only_person_differs
from trainees.places.models.quota import Quota
from trainees.places.statuses import CountedFact
from trainees.places.triggers.counters import (
    DECLARED,
    count_query,
    lock,
    refuse_unkept,
    rows_of_rules,
)
from trainees.places.triggers.facts import FACTS, OF_COHORT, OF_PERSON
from trainees.places.triggers.vacancies import NOTE_PLACES

# Transition tables: one statement moves each counter once, however many places it writes.
_LIVE = "SELECT r.*, {sign} AS n FROM {rows} r WHERE r.released_at IS NULL"
_TAKEN, _FREED = _LIVE.format(sign=1, rows="new_rows"), _LIVE.format(sign=-1, rows="old_rows")
_PROGRAMS = "SELECT program_id FROM new_rows"


def _count(places: str) -> str:
    """Move each counter by its net change in one UPDATE; the CHECK judges the newest value.

    A trigger that only counted rows would oversell.
    """
    return f"""
        UPDATE trainees_quota quota SET used = quota.used + change.n
          FROM ({count_query(places, "sum(p.n)")}) change (id, n)
         WHERE quota.id = change.id AND change.n <> 0 AND quota.id <> ALL (made);
    """


# The program is the root lock of its quotas. What a rule asks for is made first; such a new row
# counts the places that are there, these ones included, so they are not counted into it again.
TAKE = f"""
    {lock(_PROGRAMS)}
    WITH new_quotas AS ({rows_of_rules(_TAKEN)} RETURNING id)
        SELECT coalesce(array_agg(id), made) INTO made FROM new_quotas;
    {_count(_TAKEN)}
    {refuse_unkept(_PROGRAMS)}
    RETURN NULL;
"""
# A released place leaves what is reserved as free as it was: nothing needs to be checked. One that
# moves to the organisation into which its own was merged is counted there, where it has to fit.
_MOVED = """
    SELECT count(*) > 0 INTO moved FROM new_rows n JOIN old_rows o USING (id)
     WHERE n.organisation_id <> o.organisation_id;
"""
# An update frees places, and may move them to another employer: then other quotas count them.
RELEASE = f"""
    {lock(_PROGRAMS)}
    {_MOVED}
    IF moved THEN
        WITH new_quotas AS ({rows_of_rules(_TAKEN)} RETURNING id)
            SELECT coalesce(array_agg(id), made) INTO made FROM new_quotas;
    END IF;
    {_count(f"{_TAKEN} UNION ALL {_FREED}")}
    IF moved THEN
        {refuse_unkept(_PROGRAMS)}
    END IF;
    {NOTE_PLACES}
    RETURN NULL;
"""


def _row(alias: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{alias}.{column}" for column in columns)


# A place counts, and is whose, by what application and cohort say, whatever its writer says. Its
# cohort is the one applied to, or one to which the person was deferred.
_OF_PERSON = ["applicant_id", *(fact.column for fact in OF_PERSON)]
# Each with the column of the cohort that says it.
_OF_COHORT = {"program_id": "program_id"} | {
    fact.column: fact.of_cohort for fact in OF_COHORT if fact.name != CountedFact.COHORT
}
# A place repeats the facts by which quotas count it; false ones would be counted where nobody
# looks.
FACTS_TRUE = f"""
    IF EXISTS (
        SELECT 1 FROM new_rows p JOIN trainees_application a ON a.id = p.application_id
          JOIN courses_cohort k ON k.id = p.cohort_id
         WHERE ({_row("p", _OF_PERSON)}) IS DISTINCT FROM ({_row("a", _OF_PERSON)})
            OR ({_row("p", _OF_COHORT)}) <> ({_row("k", _OF_COHORT.values())})
            OR (p.cohort_id <> a.cohort_id AND NOT EXISTS (
                SELECT 1 FROM trainees_deferral d WHERE d.application_id = a.id
                   AND d.to_cohort_id = p.cohort_id AND d.status = 'granted'))
    ) THEN
        RAISE EXCEPTION 'the facts of a place are those of its application and its cohort'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class PlaceQuerySet(models.QuerySet["Place"]):
    def live(self) -> "PlaceQuerySet":
        return self.filter(released_at__isnull=True)

    def counted_by(self, quota: Quota) -> "PlaceQuerySet":
        """Live places that a quota counts, saved or not; none once it is closed."""
        found = self.live().filter(program=quota.program_id, **quota.given)
        return found if quota.closed_at is None else found.none()

    def seats(self, applications: Collection[Application]) -> dict[tuple[int, int], int]:
        """Who (applicant, cohort) sits already where they applied to, by which application."""
        held = self.live().filter(
            cohort__in={application.cohort_id for application in applications},
            applicant__in={application.applicant_id for application in applications},
        )
        found = held.order_by().values_list("applicant", "cohort", "application")
        return {(applicant, cohort): pk for applicant, cohort, pk in found}


@about_person(PERSON, "release_reason")
class Place(models.Model):
    """One seat in one cohort, with the facts by which quotas count it; released at most once."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="places", verbose_name=_("application")
    )
    applicant = models.ForeignKey(
        Applicant,
        models.PROTECT,
        db_index=False,  # the constraint below has one
        related_name="+",
        verbose_name=_("applicant"),
    )
    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name=_("course"))
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    modality = models.CharField(_("modality"), max_length=10, choices=Modality)
    stream = models.ForeignKey(Stream, models.PROTECT, related_name="+", verbose_name=_("stream"))
    country = CountryField(_("country or territory"))
    income_group = models.CharField(
        _("income group"), max_length=2, choices=IncomeGroup, blank=True
    )
    gender = models.CharField(_("gender"), max_length=12, choices=Gender)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    release_reason = models.CharField(_("reason of release"), max_length=200, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "application",
                name="place_one_live_per_application",
                condition=Q(released_at__isnull=True),
                violation_error_message=_("This application already holds a place."),
            ),
            # Two calls may lead to one cohort, so a person may have applied for a seat twice.
            models.UniqueConstraint(
                "applicant",
                "cohort",
                name="place_one_live_per_person",
                condition=Q(released_at__isnull=True),
                violation_error_message=_("This person already has a place in this cohort."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="take",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows"),
                declare=[*DECLARED, ("made", "BIGINT[] := '{}'")],
                func=TAKE,
            ),
            pgtrigger.Trigger(
                name="release",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows", old="old_rows"),
                declare=[*DECLARED, ("made", "BIGINT[] := '{}'"), ("moved", "BOOLEAN")],
                func=RELEASE,
            ),
            pgtrigger.Trigger(
                name="facts_true",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=referencing(new="new_rows"),
                func=FACTS_TRUE,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="facts_frozen",
                fields=[
                    "application",
                    "program",
                    *(f.name.value for f in FACTS if f.name != CountedFact.ORGANISATION),
                    "taken_at",
                ],
            ),
            follows_merge(),
            follows_person(),
            Erasable(
                pgtrigger.Protect(
                    name="released_once",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(
                        f"OLD.released_at IS NOT NULL AND NOT ({only_person_differs()})"
                    ),
                ),
                "release_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.cohort.code}"
