"""Rules that make one quota for each value of a fact: "at most 40 per country"."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.guards.triggers import update_of
from trainees.places.statuses import CountedFact
from trainees.places.triggers import counters
from trainees.places.triggers.facts import column_of

# A limit that is set late counts those who hold places already.
_LIVE = """
    SELECT * FROM trainees_place WHERE released_at IS NULL AND program_id = NEW.program_id
"""

# The rows follow their rule: made for the values that hold places now, closed with it, and their
# ceilings moved, but for those to whom a version has given a ceiling of their own.
FOLLOW = f"""
    {counters.lock("SELECT NEW.program_id")}
    IF TG_OP = 'INSERT' THEN
        {counters.rows_of_rules(_LIVE)};
    ELSE
        UPDATE trainees_quota q SET ceiling = NEW.ceiling
         WHERE q.rule_id = NEW.id AND q.closed_at IS NULL AND q.ceiling <> NEW.ceiling
           AND NOT EXISTS (SELECT 1 FROM trainees_quotaversionline l WHERE l.quota_id = q.id);
        IF NEW.closed_at IS NOT NULL THEN
            UPDATE trainees_quota q SET closed_at = NEW.closed_at, closed_by_id = NEW.closed_by_id,
                                        closing_reason = NEW.closing_reason
             WHERE q.rule_id = NEW.id AND q.closed_at IS NULL;
        END IF;
    END IF;
    {counters.refuse_unkept("SELECT NEW.program_id")}
    RETURN NULL;
"""

# A ceiling changes by a recorded revision only: the row must say what the newest version says.
AS_AGREED = """
    SELECT r.ceiling INTO now_is FROM trainees_quotarule r WHERE r.id = NEW.id;
    SELECT l.ceiling INTO agreed
      FROM trainees_quotaversionruleline l JOIN trainees_quotaversion v ON v.id = l.version_id
     WHERE l.rule_id = NEW.id ORDER BY v.number DESC LIMIT 1;
    IF FOUND AND now_is.ceiling <> agreed.ceiling THEN
        RAISE EXCEPTION 'rule % is not as the version in force says: revise it', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class QuotaRuleQuerySet(models.QuerySet["QuotaRule"]):
    def open(self) -> "QuotaRuleQuerySet":
        return self.filter(closed_at__isnull=True)


class QuotaRule(models.Model):
    """At most `ceiling` places for each value of one fact; the database makes the quotas."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    name_en = models.CharField(_("name (English)"), max_length=100)
    name_ko = models.CharField(_("name (Korean)"), max_length=100, blank=True)
    fact = models.CharField(_("for each"), max_length=15, choices=CountedFact)
    ceiling = models.PositiveIntegerField(_("ceiling"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )
    closing_reason = models.CharField(
        _("reason for closing"), max_length=300, blank=True, editable=False
    )

    name = InLanguage()

    objects = QuotaRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("limit for each value")
        verbose_name_plural = _("limits for each value")
        ordering = ["program", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quotarule_fact_known",
                condition=Q(fact__in=CountedFact.values),
                violation_error_message=_("Quotas do not look at this fact."),
            ),
            models.CheckConstraint(
                name="quotarule_closing_has_who_and_why",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_reason=""),
                violation_error_message=_("Closing a limit names who closed it, when and why."),
            ),
            models.UniqueConstraint(
                "program",
                "fact",
                name="quotarule_fact_once",
                condition=Q(closed_at__isnull=True),
                violation_error_message=_("This program already has a limit for each of these."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="rows_follow",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=counters.DECLARED,
                func=FOLLOW,
            ),
            pgtrigger.Trigger(
                name="as_agreed",
                when=pgtrigger.After,
                operation=update_of("ceiling"),
                timing=pgtrigger.Deferred,
                declare=[("now_is", "RECORD"), ("agreed", "RECORD")],
                func=AS_AGREED,
            ),
            pgtrigger.ReadOnly(name="facts_frozen", fields=["program", "fact"]),
            pgtrigger.Protect(
                name="closed_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def column(self) -> str:
        return column_of(self.fact)
