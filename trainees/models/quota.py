"""Quotas: ceilings on places by their facts; the database counts, and refuses the one too many."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.models import Cohort, Course, Program, Stream
from courses.statuses import IncomeGroup, Modality
from ivi_training.counters import kept_by_triggers
from ivi_training.models.bilingual import InLanguage
from trainees.models.organisation import Organisation
from trainees.statuses import Gender

# The facts a quota can match on, as columns of a quota and of a place. An empty one matches all.
REFERENCES = ("stream_id", "organisation_id", "course_id", "cohort_id")
WORDS = ("country", "income_group", "gender", "modality")
FACTS = REFERENCES + WORDS

MATCHES = " AND ".join(
    ["q.program_id = p.program_id"]
    + [f"(q.{fact} IS NULL OR q.{fact} = p.{fact})" for fact in REFERENCES]
    + [f"(q.{fact} = '' OR q.{fact} = p.{fact})" for fact in WORDS]
)

_CHANGED = " OR ".join(f"NEW.{fact} IS DISTINCT FROM OLD.{fact}" for fact in (*FACTS, "program_id"))

# A new quota starts with the places that already match it; one that counts places keeps its facts.
COUNT_EXISTING = f"""
    IF TG_OP = 'UPDATE' THEN
        IF NOT ({_CHANGED}) THEN RETURN NEW; END IF;
        IF OLD.used > 0 THEN
            RAISE EXCEPTION 'quota % counts places: its facts cannot change', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    PERFORM 1 FROM courses_program WHERE id = NEW.program_id FOR NO KEY UPDATE;
    SELECT count(*) INTO NEW.used FROM trainees_place p, (SELECT NEW.*) q
     WHERE p.released_at IS NULL AND {MATCHES};
    RETURN NEW;
"""


class QuotaQuerySet(models.QuerySet["Quota"]):
    """Quotas as boards and dashboards show them."""

    def for_list(self) -> "QuotaQuerySet":
        """In the order people think of them: the total first, seat limits last."""
        return self.select_related("stream", "cohort", "course", "organisation").order_by(
            "program", F("cohort").asc(nulls_first=True), F("stream").asc(nulls_first=True), "pk"
        )

    def on_facts_of(self, quota: "Quota") -> "QuotaQuerySet":
        """Quotas of the same program on exactly the same facts."""
        facts = {fact: getattr(quota, fact) for fact in FACTS}
        return self.filter(program=quota.program_id, **facts)


class Quota(models.Model):
    """At most `ceiling` places whose facts match; `used` is written by triggers alone."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    ceiling = models.PositiveIntegerField(_("ceiling"))
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)

    stream = models.ForeignKey(
        Stream, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stream")
    )
    country = CountryField(_("country or territory"), blank=True)
    income_group = models.CharField(
        _("income group"), max_length=2, choices=IncomeGroup, blank=True
    )
    gender = models.CharField(_("gender"), max_length=12, choices=Gender, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cohort")
    )
    modality = models.CharField(_("modality"), max_length=10, choices=Modality, blank=True)

    name = InLanguage()

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["program", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quota_never_oversubscribed",
                condition=Q(used__lte=F("ceiling")),
                violation_error_message=_("The ceiling is below the places already taken."),
            ),
            models.UniqueConstraint(
                fields=[
                    "program",
                    "stream",
                    "country",
                    "income_group",
                    "gender",
                    "organisation",
                    "course",
                    "cohort",
                    "modality",
                ],
                name="quota_facts_once",
                nulls_distinct=False,
                violation_error_message=_("This program already has a quota on these facts."),
            ),
        ]
        triggers = [
            # Named to run before the counting one: PostgreSQL fires in alphabetical order.
            kept_by_triggers("used"),
            pgtrigger.Trigger(
                name="existing_places_counted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=COUNT_EXISTING,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def free(self) -> int:
        """Places left under this ceiling."""
        return self.ceiling - self.used

    def matches(self, facts: dict[str, Any]) -> bool:
        """Whether a place with these facts counts here; the same rule as `MATCHES` in SQL."""
        return all(getattr(self, fact) in (None, "", facts[fact]) for fact in FACTS)


class QuotaVersion(models.Model):
    """The ceilings as agreed with the funder on a date: who, when, why, by which letter."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    effective_on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=300)
    reference = models.CharField(
        _("funder's reference"),
        max_length=100,
        blank=True,
        help_text=_("The letter or minutes that allow it."),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("quota version")
        verbose_name_plural = _("quota versions")
        ordering = ["program", "number"]
        constraints = [
            models.UniqueConstraint(
                "program",
                "number",
                name="quotaversion_number_once",
                violation_error_message=_("This version number is taken."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"v{self.number} · {self.effective_on}"

    @property
    def why(self) -> str:
        """The reason given; the first version needs none, for it is the award's."""
        return self.reason or gettext("Award")


class QuotaVersionLine(models.Model):
    """The ceiling of one quota in one version."""

    version = models.ForeignKey(
        QuotaVersion, models.PROTECT, related_name="lines", verbose_name=_("version")
    )
    quota = models.ForeignKey(
        Quota, models.PROTECT, related_name="version_lines", verbose_name=_("quota")
    )
    ceiling = models.PositiveIntegerField(_("ceiling"))

    class Meta:
        verbose_name = _("ceiling in a version")
        verbose_name_plural = _("ceilings in versions")
        ordering = ["version", "quota"]
        constraints = [
            models.UniqueConstraint("version", "quota", name="quotaversionline_quota_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.quota}: {self.ceiling}"
