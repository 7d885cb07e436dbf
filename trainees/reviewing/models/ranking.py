"""Rankings: the order of a cohort's reviewed applications, frozen with all that it follows from."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.models import Stream
from trainees.applying.models.application import Application
from trainees.reviewing.triggers.positions import within


class TieRule(TextChoices):
    """What separates applications with the same score, before the stored seed does."""

    SPREAD = "spread", _("Lower spread first, then earlier submission")
    SUBMITTED = "submitted", _("Earlier submission first")
    SEED = "seed", _("The stored seed alone")


class TieBreak(TextChoices):
    """What separated an application from its neighbour with the same score."""

    NONE = "", _("The score")
    SPREAD = "spread", _("Lower spread")
    SUBMITTED = "submitted", _("Earlier submission")
    SEED = "seed", _("The stored seed")


class Ranking(models.Model):
    """One frozen order of a cohort's applications; the same inputs and seed give it again."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    number = models.PositiveSmallIntegerField(_("number"))
    is_corrected = models.BooleanField(_("strictness corrected"), default=False)
    tie_rule = models.CharField(_("between equal scores"), max_length=10, choices=TieRule)
    seed = models.CharField(_("seed"), max_length=64)
    row_count = models.PositiveIntegerField(_("ranked applications"))
    inputs_sha256 = models.CharField(_("SHA-256 of the inputs"), max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), default=timezone.now)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("frozen by")
    )

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        ordering = ["cohort", "-number"]
        permissions = [("freeze_ranking", "Can freeze rankings")]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "number"],
                name="ranking_number_once_per_cohort",
                violation_error_message=_("Somebody has just frozen a ranking of this cohort."),
            ),
            models.CheckConstraint(
                name="ranking_tie_rule_known",
                condition=Q(tie_rule__in=TieRule.values),
                violation_error_message=_("This rule is not known."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return gettext("%(cohort)s · ranking %(n)s") % {
            "cohort": self.cohort.code,
            "n": self.number,
        }


class RankedApplication(models.Model):
    """One application's place in a frozen ranking, with the numbers it follows from."""

    ranking = models.ForeignKey(
        Ranking, models.PROTECT, related_name="rows", verbose_name=_("ranking")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="+", verbose_name=_("application")
    )
    stream = models.ForeignKey(
        Stream, models.PROTECT, null=True, related_name="+", verbose_name=_("stream")
    )
    position = models.PositiveIntegerField(_("rank"))
    position_in_stream = models.PositiveIntegerField(_("rank in the stream"))
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=4)
    corrected_score = models.DecimalField(_("corrected score"), max_digits=9, decimal_places=4)
    spread = models.DecimalField(_("spread"), max_digits=7, decimal_places=4)
    review_count = models.PositiveSmallIntegerField(_("reviews"))
    tie_break = models.CharField(
        _("placed by"), max_length=10, choices=TieBreak, blank=True, default=TieBreak.NONE
    )

    class Meta:
        verbose_name = _("ranked application")
        verbose_name_plural = _("ranked applications")
        ordering = ["ranking", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "position"],
                name="rankedapplication_position_once",
                violation_error_message=_("Two applications never share a rank."),
            ),
            models.UniqueConstraint(
                fields=["ranking", "application"],
                name="rankedapplication_application_once",
                violation_error_message=_("An application is ranked once."),
            ),
            models.CheckConstraint(
                name="rankedapplication_tie_break_known",
                condition=Q(tie_break__in=TieBreak.values),
                violation_error_message=_("This rule is not known."),
            ),
        ]
        indexes = [
            models.Index(fields=["ranking", "-id"], name="ranked_page"),
            models.Index(fields=["ranking", "stream", "-id"], name="ranked_page_of_stream"),
        ]
        triggers = [
            within("ranking", "trainees_ranking", "ranking_id", "row_count"),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.application}"
