"""How long each kind of data is kept; once published a rule stands, a change is a next version."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.guards.models.published import (
    Published,
    publication_is_signed,
    publication_triggers,
)
from trainees.records.statuses import PeriodUnit, RetentionEvent, RetentionKind

EVENT_FITS = _("An account is counted from the last sign-in, everything else from another event.")
_OF_APPLICATIONS = [event for event in RetentionEvent.values if event != RetentionEvent.SIGN_IN]


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def published(self) -> "RetentionRuleQuerySet":
        return self.filter(published_at__isnull=False)

    def in_force(self) -> "RetentionRuleQuerySet":
        later = RetentionRule.objects.published().filter(
            program=OuterRef("program"), kind=OuterRef("kind"), number__gt=OuterRef("number")
        )
        return self.published().filter(~Exists(later))

    def not_begun(self) -> "RetentionRuleQuerySet":
        """Rules that have never run, and whose first run nobody has agreed to."""
        return self.filter(destructions=None, first_run=None)


class RetentionRule(Published):
    """One version of one rule of a program: which data, how long, from when, and on what ground."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    kind = models.CharField(_("kind of data"), max_length=12, choices=RetentionKind)
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    period = models.PositiveSmallIntegerField(_("kept for"))
    unit = models.CharField(_("unit"), max_length=6, choices=PeriodUnit)
    event = models.CharField(
        _("counted from"),
        max_length=12,
        choices=RetentionEvent,
        help_text=_("A person's account is counted from the last sign-in, nothing else is."),
    )
    basis_en = models.TextField(_("legal basis (English)"), max_length=1000)
    basis_ko = models.TextField(_("legal basis (Korean)"), max_length=1000, blank=True)

    basis = InLanguage()

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["program", "kind", "-number"]
        constraints = [
            models.CheckConstraint(
                name="retentionrule_kind_known",
                condition=Q(kind__in=RetentionKind.values),
                violation_error_message=_("This kind of data is not known."),
            ),
            models.CheckConstraint(
                name="retentionrule_unit_known",
                condition=Q(unit__in=PeriodUnit.values),
                violation_error_message=_("A period is counted in days, months or years."),
            ),
            models.CheckConstraint(
                name="retentionrule_period_positive",
                condition=Q(period__gte=1),
                violation_error_message=_("A period is one day at least."),
            ),
            models.CheckConstraint(
                name="retentionrule_event_fits",
                condition=Q(kind=RetentionKind.PERSON, event=RetentionEvent.SIGN_IN)
                | ~Q(kind=RetentionKind.PERSON) & Q(event__in=_OF_APPLICATIONS),
                violation_error_message=EVENT_FITS,
            ),
            models.UniqueConstraint(
                fields=["program", "kind", "number"],
                name="retentionrule_number_once",
                violation_error_message=_("This program already has a rule of this version."),
            ),
            models.UniqueConstraint(
                fields=["program", "kind"],
                name="retentionrule_one_draft",
                condition=Q(published_at__isnull=True),
                violation_error_message=_("There is a draft of this kind already: change that."),
            ),
            publication_is_signed("retentionrule"),
            models.CheckConstraint(
                name="retentionrule_published_names_basis",
                condition=Q(published_at__isnull=True) | ~Q(basis_en="") & ~Q(basis_ko=""),
                violation_error_message=_("Say in both languages on what ground it is kept."),
            ),
        ]
        triggers = publication_triggers()

    def __str__(self) -> str:
        return gettext("%(kind)s · version %(n)s") % {
            "kind": self.get_kind_display(),
            "n": self.number,
        }

    @property
    def words(self) -> str:
        return gettext("%(period)s after %(event)s") % {
            "period": self._period(),
            "event": self.get_event_display(),
        }

    @property
    def destroys(self) -> str:
        return str(RetentionKind(self.kind).destroys)

    def _period(self) -> str:
        words = {
            PeriodUnit.DAYS: ngettext("%(n)s day", "%(n)s days", self.period),
            PeriodUnit.MONTHS: ngettext("%(n)s month", "%(n)s months", self.period),
            PeriodUnit.YEARS: ngettext("%(n)s year", "%(n)s years", self.period),
        }
        return words[PeriodUnit(self.unit)] % {"n": self.period}


class FirstRun(models.Model):
    """A person's agreement that a rule begins although it destroys much at once."""

    rule = models.OneToOneField(
        RetentionRule, models.PROTECT, related_name="first_run", verbose_name=_("retention rule")
    )
    application_count = models.PositiveIntegerField(_("applications due then"))
    agreed_at = models.DateTimeField(_("agreed at"), default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("agreed by")
    )

    class Meta:
        verbose_name = _("first run of a rule")
        verbose_name_plural = _("first runs of rules")
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.rule)
