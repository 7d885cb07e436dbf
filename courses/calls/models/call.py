"""Calls for applications: published windows with who may apply and what is needed."""

from datetime import datetime

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.statuses import CALL_MOVES, CallStatus
from courses.cohorts.models.cohort import Cohort
from courses.programs.models.program import Program, validate_code
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.models.bilingual import InLanguage


class CallQuerySet(models.QuerySet["Call"]):
    def published(self) -> "CallQuerySet":
        """Calls that anybody may read."""
        return self.exclude(status__in=[CallStatus.DRAFT, CallStatus.CANCELLED])

    def for_list(self) -> "CallQuerySet":
        return self.published().select_related("program__vintage").order_by("closes_at", "pk")

    def due_to_open(self) -> "CallQuerySet":
        return self.filter(status=CallStatus.SCHEDULED, opens_at__lte=timezone.now())

    def due_to_close(self) -> "CallQuerySet":
        return self.filter(status=CallStatus.OPEN, closes_at__lte=timezone.now())


@pghistory.track()
class Call(HasLifecycle):
    """A call for applications to one or more cohorts of a program."""

    MOVES = CALL_MOVES

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="calls", verbose_name=_("program")
    )
    cohorts = models.ManyToManyField(
        Cohort,
        related_name="calls",
        verbose_name=_("cohorts"),
        help_text=_("The runs an applicant chooses from."),
    )
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[validate_code],
        help_text=_("Begins every reference number of its applications."),
    )
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True)
    summary_en = models.TextField(_("summary (English)"))
    summary_ko = models.TextField(_("summary (Korean)"), blank=True)
    who_may_apply_en = models.TextField(_("who may apply (English)"))
    who_may_apply_ko = models.TextField(_("who may apply (Korean)"), blank=True)
    what_is_needed_en = models.TextField(_("what is needed (English)"))
    what_is_needed_ko = models.TextField(_("what is needed (Korean)"), blank=True)
    opens_at = models.DateTimeField(_("opens at (KST)"))
    closes_at = models.DateTimeField(_("closes at (KST)"))
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"),
        default=14,
        help_text=_("An offer not answered by then expires at the end of that day in Seoul."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("days of reminder before a deadline"),
        default=3,
        help_text=_(
            "So many days before its deadline, an unanswered offer or form after acceptance is "
            "reminded of; 0: not."
        ),
    )
    onboarding_days = models.PositiveSmallIntegerField(
        _("days to answer the form after acceptance"),
        default=14,
        help_text=_("Counted from the acceptance; due at the end of that day in Seoul."),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to ask for another look"),
        default=14,
        help_text=_("After a negative result, once for each application; 0: not at all."),
    )
    is_demonstration = models.BooleanField(
        _("demonstration"), default=False, help_text=_("Marked as such wherever it is shown.")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=CallStatus, default=CallStatus.DRAFT
    )
    rules_frozen_at = models.DateTimeField(
        _("rules frozen at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the first application was submitted; its rules stand since."),
    )

    title = InLanguage()
    summary = InLanguage()
    who_may_apply = InLanguage()
    what_is_needed = InLanguage()

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for applications")
        verbose_name_plural = _("calls for applications")
        ordering = ["-opens_at", "code"]
        constraints = [
            known_status("call_status_known", CallStatus),
            models.CheckConstraint(
                name="call_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("A call cannot close before it opens."),
            ),
            models.CheckConstraint(
                name="call_offer_days_positive",
                condition=Q(offer_days__gte=1),
                violation_error_message=_("Give at least one day to answer an offer."),
            ),
            models.CheckConstraint(
                name="call_onboarding_days_positive",
                condition=Q(onboarding_days__gte=1),
                violation_error_message=_("Give at least one day to answer the form."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(CALL_MOVES, [CallStatus.DRAFT]),
            pgtrigger.Protect(
                name="published_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'draft' AND (NEW.closes_at < OLD.closes_at"
                    " OR (NEW.program_id, NEW.code, NEW.opens_at)"
                    " IS DISTINCT FROM (OLD.program_id, OLD.code, OLD.opens_at))"
                ),
            ),
            pgtrigger.Protect(
                name="rules_stay_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.rules_frozen_at IS NOT NULL"
                    " AND NEW.rules_frozen_at IS DISTINCT FROM OLD.rules_frozen_at"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        """Whether anybody may read it."""
        return self.status not in (CallStatus.DRAFT, CallStatus.CANCELLED)

    @property
    def is_open(self) -> bool:
        """Whether an application may be submitted now: by status and by the clock."""
        return self.status == CallStatus.OPEN and self.opens_at <= timezone.now() < self.closes_at

    def was_open(self, at: datetime) -> bool:
        """Whether what arrived at that moment is in time, although it has closed since."""
        is_announced = self.status in (CallStatus.OPEN, CallStatus.CLOSED)
        return is_announced and self.opens_at <= at < self.closes_at

    def offers(self, cohort_id: int | None) -> bool:
        """Whether one may apply for this cohort; asks nothing where the cohorts are at hand.

        One of another program is none of the call's, whoever put it there.
        """
        own = (one for one in self.cohorts.all() if one.program_id == self.program_id)
        return cohort_id in {cohort.pk for cohort in own}

    @property
    def is_coming(self) -> bool:
        """Whether it is announced and has not opened yet."""
        return self.status == CallStatus.SCHEDULED

    @property
    def is_past(self) -> bool:
        """Whether it takes no applications any more."""
        return not self.is_open and not self.is_coming
