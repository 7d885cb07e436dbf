"""Versions of the quotas: ceilings and reserved shares as agreed with the funder, never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.programs.models import Program
from trainees.places.models.quota import Quota
from trainees.places.models.quota_rule import QuotaRule


class QuotaVersion(models.Model):
    """The ceilings as agreed with the funder on a date: who, when, why, by which letter."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="+", verbose_name=_("program")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    effective_on = models.DateField(pgettext_lazy("a version of quotas", "effective on"))
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
    """The ceiling and the reserved share of one quota in one version."""

    version = models.ForeignKey(
        QuotaVersion, models.PROTECT, related_name="lines", verbose_name=_("version")
    )
    quota = models.ForeignKey(
        Quota, models.PROTECT, related_name="version_lines", verbose_name=_("quota")
    )
    ceiling = models.PositiveIntegerField(_("ceiling"))
    floor = models.PositiveIntegerField(_("reserved share"), default=0)
    floor_until = models.DateField(_("reserved until"), null=True, blank=True)

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


class QuotaVersionRuleLine(models.Model):
    """The ceiling that a rule sets for each value, in one version."""

    version = models.ForeignKey(
        QuotaVersion, models.PROTECT, related_name="rule_lines", verbose_name=_("version")
    )
    rule = models.ForeignKey(
        QuotaRule, models.PROTECT, related_name="version_lines", verbose_name=_("rule")
    )
    ceiling = models.PositiveIntegerField(_("ceiling"))

    class Meta:
        verbose_name = _("rule in a version")
        verbose_name_plural = _("rules in versions")
        ordering = ["version", "rule"]
        constraints = [
            models.UniqueConstraint("version", "rule", name="quotaversionruleline_rule_once"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.ceiling}"
