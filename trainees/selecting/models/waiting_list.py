"""Waiting lists: an order that is written down once and does not change by itself."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.models import Stream
from trainees.applying.models.application import Application
from trainees.reviewing.models.ranking import Ranking
from trainees.selecting.statuses import LeftWaiting

# A stream that a person decides later is filled in once.
_CHANGED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("application_id", "cohort_id", "ranking_id", "position", "entered_at")
)


class WaitingQuerySet(models.QuerySet["WaitingEntry"]):
    def waiting(self) -> "WaitingQuerySet":
        return self.filter(left_at__isnull=True)

    def ahead_of(self, entry: "WaitingEntry") -> "WaitingQuerySet":
        """Those of the same cohort and stream who come before."""
        return self.waiting().filter(
            cohort=entry.cohort_id, stream=entry.stream_id, position__lt=entry.position
        )


class WaitingEntry(models.Model):
    """One application's number in the waiting list of its cohort, kept when it was published."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="waiting_entries", verbose_name=_("application")
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    stream = models.ForeignKey(
        Stream, models.PROTECT, null=True, related_name="+", verbose_name=_("stream")
    )
    ranking = models.ForeignKey(
        Ranking, models.PROTECT, null=True, related_name="+", verbose_name=_("ranking")
    )
    position = models.PositiveIntegerField(_("number in the order"))
    entered_at = models.DateTimeField(_("on the list since"), default=timezone.now)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    left_as = models.CharField(_("left as"), max_length=15, choices=LeftWaiting, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a waiting list")
        verbose_name_plural = _("waiting lists")
        ordering = ["cohort", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "position"],
                name="waitingentry_position_once",
                violation_error_message=_("Two people never share a number of a waiting list."),
            ),
            models.UniqueConstraint(
                "application",
                name="waitingentry_once_at_a_time",
                condition=Q(left_at__isnull=True),
                violation_error_message=_("This application is on the waiting list already."),
            ),
            models.CheckConstraint(
                name="waitingentry_leaving_has_when_and_how",
                condition=Q(left_at__isnull=True, left_as="")
                | Q(left_at__isnull=False, left_as__in=LeftWaiting.values),
                violation_error_message=_("Leaving a waiting list has a moment and a reason."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["cohort", "stream", "position"],
                name="waiting_in_stream",
                condition=Q(left_at__isnull=True),
            ),
            models.Index(
                fields=["cohort", "position"], name="waiting_now", condition=Q(left_at__isnull=True)
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="order_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"{_CHANGED} OR OLD.left_at IS NOT NULL OR (OLD.stream_id IS NOT NULL "
                    "AND NEW.stream_id IS DISTINCT FROM OLD.stream_id)"
                ),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.application}"
