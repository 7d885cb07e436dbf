"""Applications: one person's answer to one call."""

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from courses.calls.models import Call, FormVersion
from courses.calls.statuses import CallStatus, Education, EnglishLevel
from courses.cohorts.models import Cohort
from courses.countries.statuses import IncomeGroup
from courses.organisations.models.organisation import Organisation
from courses.organisations.statuses import OrganisationKind
from courses.organisations.triggers.merges import follows_merge, sent_on
from courses.programs.models import Stream
from ivi_training.accounts.models.user import User
from ivi_training.guards.lifecycle import (
    HasLifecycle,
    frozen_facts,
    known_status,
    lifecycle_triggers,
)
from ivi_training.guards.personal import about_person
from trainees.applying.statuses import APPLICATION_MOVES, IN_SCREENING, ApplicationStatus
from trainees.applying.triggers.answers import answered_triggers
from trainees.applying.triggers.consents import consented
from trainees.people.models.applicant import Applicant
from trainees.people.statuses import Gender
from trainees.people.triggers.people_merges import follows_person, not_of_merged

# The way from a row of an application to the account of its person.
PERSON = "application__applicant__user"


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """Everybody's for those who may see applications, one's own for everyone else."""
        if user.has_perm("trainees.view_application"):
            return self
        return self.filter(applicant__user=user)

    def in_screening(self) -> "ApplicationQuerySet":
        """Applications that wait for screening, or for an answer in it; oldest first."""
        return self.filter(status__in=IN_SCREENING).order_by("submitted_at", "pk")

    def live(self) -> "ApplicationQuerySet":
        """Applications not withdrawn."""
        return self.exclude(status=ApplicationStatus.WITHDRAWN)

    def received(self) -> "ApplicationQuerySet":
        """Applications that were submitted: a draft is never counted as one."""
        return self.filter(submitted_at__isnull=False)

    def search(self, words: str) -> "ApplicationQuerySet":
        return self.filter(
            Q(reference__icontains=words)
            | Q(applicant__given_names__icontains=words)
            | Q(applicant__family_name__icontains=words)
        )

    def for_list(self) -> "ApplicationQuerySet":
        """What a list shows beside each application, without a query a row."""
        return self.select_related("applicant", "cohort", "stream", "organisation")


class Application(HasLifecycle):
    """A person's application to a call: their answers, and the facts frozen at submission."""

    MOVES = APPLICATION_MOVES
    # What every call asks of a person's work and learning, in the order in which it is asked.
    EMPLOYER = ("employer_name", "employer_country", "employer_kind")
    WORK = (*EMPLOYER, "job_title", "years_of_experience")
    EDUCATION = ("education", "field_of_study", "english")
    ANSWERS = (*WORK, *EDUCATION, "statement")

    call = models.ForeignKey(Call, models.PROTECT, related_name="+", verbose_name=_("call"))
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        related_name="+",
        verbose_name=_("cohort"),
        help_text=_("The run of the course you want to attend."),
    )
    applicant = models.ForeignKey(
        Applicant, models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    reference = models.CharField(
        _("reference number"), max_length=40, unique=True, null=True, blank=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("begun at"), default=timezone.now)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    # An upload that began before the deadline and ended after it may still be handed in.
    grace_until = models.DateTimeField(_("grace until"), null=True, blank=True, editable=False)

    employer_name = models.CharField(
        _("employer"), max_length=200, help_text=_("The legal name of your organisation.")
    )
    employer_country = CountryField(
        _("country or territory of the employer"),
        help_text=_("Where the organisation is registered, not where you live."),
    )
    employer_kind = models.CharField(
        _("kind of organisation"), max_length=15, choices=OrganisationKind
    )
    job_title = models.CharField(_("position"), max_length=150)
    years_of_experience = models.PositiveSmallIntegerField(
        _("years of experience"),
        null=True,
        help_text=_("In biologics, vaccines or their regulation."),
    )
    education = models.CharField(_("highest degree"), max_length=12, choices=Education)
    field_of_study = models.CharField(_("field of study"), max_length=150)
    english = models.CharField(_("English"), max_length=12, choices=EnglishLevel)
    statement = models.TextField(
        _("statement of purpose"),
        help_text=_("How will you use what you learn at your organisation? At most 450 words."),
    )
    form_version = models.ForeignKey(
        FormVersion,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("form"),
        help_text=_("The version that its answers belong to. A draft follows the newest."),
    )

    stream = models.ForeignKey(
        Stream,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stream"),
        help_text=_("Empty after submission: a person has to decide it."),
    )
    stream_inputs = models.JSONField(_("stream follows from"), default=dict, editable=False)
    country = CountryField(_("country or territory"), blank=True, editable=False)
    income_group = models.CharField(
        _("income group"), max_length=2, choices=IncomeGroup, blank=True, editable=False
    )
    gender = models.CharField(
        _("gender"), max_length=12, choices=Gender, blank=True, editable=False
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )

    is_clear = models.BooleanField(
        _("passes every check"),
        null=True,
        editable=False,
        help_text=_("By the latest eligibility check; empty before the first."),
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        permissions = [
            ("screen_application", "Can screen applications"),
            ("decide_application", "Can stage decisions"),
            ("publish_decisions", "Can publish decisions"),
        ]
        constraints = [
            known_status("application_status_known", ApplicationStatus),
            models.UniqueConstraint(
                "applicant",
                "call",
                name="application_one_live_per_call",
                condition=~Q(status=ApplicationStatus.WITHDRAWN),
                violation_error_message=_("You already have an application to this call."),
            ),
            models.CheckConstraint(
                name="application_submission_complete",
                condition=Q(submitted_at__isnull=True, reference__isnull=True)
                | Q(
                    submitted_at__isnull=False,
                    reference__isnull=False,
                    organisation__isnull=False,
                ),
                violation_error_message=_("A submitted application has its facts frozen."),
            ),
            models.CheckConstraint(
                name="application_draft_not_submitted",
                condition=~Q(status=ApplicationStatus.DRAFT) | Q(submitted_at__isnull=True),
                violation_error_message=_("A draft has not been submitted."),
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "status", "-id"], name="application_board"),
            models.Index(fields=["cohort", "-id"], name="application_board_all"),
            # The screening queue, oldest first, all of it and by what the checks found.
            models.Index(
                fields=["cohort", "submitted_at", "id"],
                name="application_queue",
                condition=Q(status__in=IN_SCREENING),
            ),
            models.Index(
                fields=["cohort", "is_clear", "submitted_at", "id"],
                name="application_queue_checked",
                condition=Q(status__in=IN_SCREENING),
            ),
        ]
        triggers = [
            *lifecycle_triggers(APPLICATION_MOVES, [ApplicationStatus.DRAFT]),
            # Places, offers and tallies follow from these; a stream left open is decided once.
            frozen_facts(
                "call_id",
                "cohort_id",
                "reference",
                "form_version_id",
                "stream_id",
                "country",
                "income_group",
                "gender",
                unless=[ApplicationStatus.DRAFT, ApplicationStatus.RETURNED],
                may_fill=True,
            ),
            # The employer stands once it is handed in, and is no merged one; what changes of a
            # returned one is looked at by `only_asked_changes`.
            follows_merge(unless="OLD.status IN ('draft', 'returned')"),
            sent_on(),
            follows_person(),
            not_of_merged(),
            *answered_triggers(),
            consented,
        ]

    def __str__(self) -> str:
        return self.reference or f"{self.call.code} · {_('Draft')}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave them to the database where a page holds a part of the columns.

        None can be answered then, as each looks at columns of several steps. Measured: asking all
        of them took 11 % of the CPU time of saving a draft (2026-12, ADR 43).
        """
        if not exclude:
            super().validate_constraints(exclude)

    @property
    def is_editable(self) -> bool:
        return self.status == ApplicationStatus.DRAFT

    @property
    def has_grace(self) -> bool:
        """Whether it may be handed in although the call has closed."""
        return self.grace_until is not None and timezone.now() < self.grace_until

    def is_in_time(self, at: datetime) -> bool:
        if self.call.was_open(at):
            return True
        return self.has_grace and self.call.status in (CallStatus.OPEN, CallStatus.CLOSED)


# What follows from a person's answers, their stream and country, stays for the numbers.
about_person("applicant__user", *Application.ANSWERS, "stream_inputs")(Application)
