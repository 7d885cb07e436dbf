"""Allocation runs: what a ranking and the quotas lead to, stored with what it follows from."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trainees.applying.models.application import Application
from trainees.joining.statuses import Outcome
from trainees.places.models.quota import Quota
from trainees.places.models.quota_rule import QuotaRule
from trainees.places.models.quota_version import QuotaVersion
from trainees.reviewing.models.ranking import Ranking
from trainees.reviewing.triggers.positions import within


class AllocationReason(TextChoices):
    """Why an allocation proposes what it proposes for a candidate."""

    RANK = "rank", _("By rank")
    SHARE = "share", _("By rank, in a place reserved for a group")
    FULL = "full", _("A quota is full")
    RESERVED = "reserved", _("The remaining places are reserved for others")
    CUT_OFF = "cut_off", _("Below the cut-off")
    BEYOND = "beyond", _("Beyond the length of the waiting list")


class AllocationMethod(TextChoices):
    """How an allocation knew that a candidate could be taken."""

    COUNTING = "counting", _("Counting: no place is reserved")
    SOLVER = "solver", _("Counting, and a solver for the reserved places")


_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class AllocationRun(models.Model):
    """One proposal for every candidate of a ranking; the same inputs give it again."""

    ranking = models.ForeignKey(
        Ranking, models.PROTECT, related_name="runs", verbose_name=_("ranking")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    quota_version = models.ForeignKey(
        QuotaVersion,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("quota version"),
    )
    cut_off = models.DecimalField(
        _("cut-off"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    waiting_list = models.PositiveIntegerField(_("length of the waiting list"), null=True)
    method = models.CharField(_("method"), max_length=10, choices=AllocationMethod)
    inputs = models.JSONField(_("inputs"))
    inputs_sha256 = models.CharField(_("SHA-256 of the inputs"), max_length=64)
    line_count = models.PositiveIntegerField(_("candidates"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    class Meta:
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "number"],
                name="allocationrun_number_once_per_ranking",
                violation_error_message=_("Somebody has just stored a run of this ranking."),
            ),
            models.CheckConstraint(
                name="allocationrun_method_known",
                condition=Q(method__in=AllocationMethod.values),
                violation_error_message=_("This method is not known."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return gettext("%(ranking)s · run %(n)s") % {"ranking": self.ranking, "n": self.number}


class AllocationLine(models.Model):
    """What a run proposes for one candidate, and why; where a quota decided, which one."""

    run = models.ForeignKey(
        AllocationRun, models.PROTECT, related_name="lines", verbose_name=_("allocation run")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="+", verbose_name=_("application")
    )
    position = models.PositiveIntegerField(_("rank"))
    score = models.DecimalField(_("score"), max_digits=9, decimal_places=4)
    outcome = models.CharField(_("proposal"), max_length=15, choices=Outcome)
    reason = models.CharField(_("why"), max_length=10, choices=AllocationReason)
    quota = models.ForeignKey(
        Quota, models.PROTECT, null=True, related_name="+", verbose_name=_("quota that decided")
    )
    rule = models.ForeignKey(
        QuotaRule,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("limit for each value that decided"),
    )

    class Meta:
        verbose_name = _("line of an allocation run")
        verbose_name_plural = _("lines of allocation runs")
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "position"],
                name="allocationline_position_once",
                violation_error_message=_("Two candidates never share a rank."),
            ),
            models.UniqueConstraint(
                fields=["run", "application"],
                name="allocationline_application_once",
                violation_error_message=_("A run proposes one thing for a candidate."),
            ),
            models.CheckConstraint(
                name="allocationline_outcome_known",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message=_("This decision is not known."),
            ),
            models.CheckConstraint(
                name="allocationline_reason_known",
                condition=Q(reason__in=AllocationReason.values),
                violation_error_message=_("This reason is not known."),
            ),
        ]
        indexes = [
            models.Index(fields=["run", "-id"], name="allocated_page"),
            models.Index(fields=["run", "outcome", "-id"], name="allocated_page_of_outcome"),
        ]
        triggers = [
            within("allocation run", "trainees_allocationrun", "run_id", "line_count"),
            pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.application}"

    @property
    def limit_name(self) -> str:
        """The quota or the limit for each value that decided; empty where none did."""
        decided = self.quota or self.rule
        return decided.name if decided else ""
