"""What a trainee is asked before they come: one form for each enrolment, with its deadline."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import FormVersion
from ivi_training.guards.lifecycle import (
    HasLifecycle,
    frozen_facts,
    known_status,
    lifecycle_triggers,
)
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.joining.models.enrolment import Enrolment
from trainees.joining.statuses import (
    ONBOARDING_MOVES,
    OPEN_ONBOARDINGS,
    STILL_ASKED,
    OnboardingStatus,
)
from trainees.joining.triggers.onboardings import onboarding_triggers


class OnboardingQuerySet(models.QuerySet["Onboarding"]):
    """Forms after acceptance by what has to be done about them."""

    def open(self) -> Self:
        """Those that wait for the trainee, who still holds the place; in time or not."""
        return self.filter(status__in=OPEN_ONBOARDINGS, enrolment__status__in=STILL_ASKED)

    def overdue(self) -> Self:
        return self.open().filter(due_at__lte=timezone.now())

    def sent_in(self) -> Self:
        return self.filter(status=OnboardingStatus.SENT_IN)

    def to_remind(self) -> Self:
        """Open ones near their deadline; none reminded of it."""
        now, days = timezone.now(), F("application__call__reminder_days")
        ahead = ExpressionWrapper(days * Value(timedelta(days=1)), models.DurationField())
        return (
            self.open()
            .filter(due_at__gt=now, application__call__reminder_days__gt=0)
            .filter(due_at__lte=now + ahead)
            .exclude(reminded_of=F("due_at"), reminded_of__isnull=False)
        )

    def with_related(self) -> Self:
        return self.select_related(
            "application__applicant__user", "application__call__program", "enrolment__cohort"
        )


@about_person(PERSON, "note")
class Onboarding(HasLifecycle):
    """What one trainee is asked before they come; the answers are rows beside the application's."""

    MOVES = ONBOARDING_MOVES

    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="onboarding", verbose_name=_("enrolment")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="onboardings", verbose_name=_("application")
    )
    form_version = models.ForeignKey(
        FormVersion,
        models.PROTECT,
        related_name="+",
        verbose_name=_("form"),
        help_text=_("The version that the answers belong to. An open one follows the newest."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=OnboardingStatus, default=OnboardingStatus.ASKED
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_at = models.DateTimeField(_("answer by (KST)"))
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    sent_in_at = models.DateTimeField(_("sent in at"), null=True, blank=True)
    note = models.TextField(_("what is missing"), max_length=1000, blank=True)
    reminded_of = models.DateTimeField(_("reminded of the deadline"), null=True, blank=True)

    objects = OnboardingQuerySet.as_manager()

    class Meta:
        verbose_name = _("form after acceptance")
        verbose_name_plural = _("forms after acceptance")
        ordering = ["-id"]
        permissions = [("handle_onboarding", "Can read and return what trainees answered")]
        constraints = [
            known_status("onboarding_status_known", OnboardingStatus),
            models.CheckConstraint(
                name="onboarding_sent_in_has_moment",
                condition=~Q(status=OnboardingStatus.SENT_IN) | Q(sent_in_at__isnull=False),
                violation_error_message=_("What is sent in has its moment."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="onboarding_due", condition=Q(status__in=OPEN_ONBOARDINGS)
            ),
        ]
        triggers = [
            *lifecycle_triggers(ONBOARDING_MOVES, [OnboardingStatus.ASKED]),
            frozen_facts("form_version_id", unless=OPEN_ONBOARDINGS),
            *onboarding_triggers(),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self._meta.verbose_name}"

    @property
    def is_held(self) -> bool:
        return self.enrolment.status in STILL_ASKED

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_ONBOARDINGS and self.is_held

    @property
    def is_sent_in(self) -> bool:
        return self.status == OnboardingStatus.SENT_IN

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed without it being sent in."""
        return self.is_open and self.due_at <= timezone.now()
