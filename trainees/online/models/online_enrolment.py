"""Online enrolments: open to who is not selected; no place, no money, apart from every quota."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.online.statuses import ONLINE_MOVES, OnlineStatus

# Only into an open cohort of the same program, and only who was offered no place.
_OPEN_TO_THEM = """
    IF NOT EXISTS (
        SELECT 1 FROM trainees_application a
          JOIN courses_cohort own ON own.id = a.cohort_id
          JOIN courses_cohort online ON online.id = NEW.cohort_id
         WHERE a.id = NEW.application_id AND a.status IN ('waitlisted', 'not_selected')
           AND online.is_open AND online.program_id = own.program_id
    ) THEN
        RAISE EXCEPTION 'application % cannot join cohort % online', NEW.application_id,
            NEW.cohort_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


@about_person(PERSON)
class OnlineEnrolment(HasLifecycle):
    """Somebody without a place follows the open online cohort; ends when they take a place."""

    MOVES = ONLINE_MOVES

    application = models.ForeignKey(
        Application,
        models.PROTECT,
        related_name="online_enrolments",
        verbose_name=_("application"),
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    status = models.CharField(
        _("status"), max_length=12, choices=OnlineStatus, default=OnlineStatus.ENROLLED
    )
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("online enrolment")
        verbose_name_plural = _("online enrolments (no place)")
        ordering = ["-id"]
        constraints = [
            known_status("onlineenrolment_status_known", OnlineStatus),
            models.UniqueConstraint(
                "application",
                name="onlineenrolment_once_at_a_time",
                condition=Q(status="enrolled"),
                violation_error_message=_("This person is enrolled online already."),
            ),
            models.CheckConstraint(
                name="onlineenrolment_end_has_moment",
                condition=Q(status="enrolled", ended_at=None)
                | ~Q(status="enrolled") & Q(ended_at__isnull=False),
                violation_error_message=_("An enrolment that ended has a moment of ending."),
            ),
        ]
        triggers = [
            *lifecycle_triggers(ONLINE_MOVES, [OnlineStatus.ENROLLED]),
            pgtrigger.Trigger(
                name="open_to_them",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_OPEN_TO_THEM,
            ),
            pgtrigger.ReadOnly(name="facts_frozen", fields=["application", "cohort", "joined_at"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.cohort.code}"
