"""Endorsements: who was asked to endorse an application, and what they signed; once."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import EndorsementRule
from courses.cohorts.models import Cohort
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import update_of
from ivi_training.outbox.models import RefusedAddress
from trainees.applying.models.application import PERSON, Application
from trainees.applying.statuses import ENDORSEMENT_MOVES, LIVE_ENDORSEMENTS, EndorsementStatus

TEXT_LENGTH = 2000
REMIND_BEFORE = timedelta(days=3)
# A person has the mail they got for so long before they get another by the clock.
REST = timedelta(days=1)

_OF_ITS_CALL = """
    IF NOT EXISTS (
        SELECT 1 FROM trainees_application a
          JOIN courses_endorsementrule r ON r.id = NEW.rule_id AND r.call_id = a.call_id
         WHERE a.id = NEW.application_id
           AND a.status IN ('draft', 'submitted', 'returned', 'eligible', 'in_review')
    ) THEN
        RAISE EXCEPTION 'an endorsement is asked for as the call says, before the decision'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# The account stands in two other tables, so this cannot be a CHECK.
_BY_ANOTHER = """
    IF EXISTS (
        SELECT 1 FROM trainees_application a
          JOIN trainees_applicant p ON p.id = a.applicant_id
          JOIN ivi_training_user u ON u.id = p.user_id
         WHERE a.id = NEW.application_id AND lower(u.email) = lower(NEW.email)
    ) THEN
        RAISE EXCEPTION 'nobody endorses their own application'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# Locks the application first: a withdrawal either has ended or waits for this.
_NOT_WITHDRAWN = """
    PERFORM 1 FROM trainees_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM trainees_application
                WHERE id = NEW.application_id AND status = 'withdrawn') THEN
        RAISE EXCEPTION 'application % is withdrawn: nobody endorses it', NEW.application_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# From the first request on the rule stands: people were asked by its words.
_FIRST = """
    UPDATE courses_endorsementrule SET first_asked_at = now()
     WHERE id = NEW.rule_id AND first_asked_at IS NULL;
    RETURN NULL;
"""
_ASKED = (
    "application_id", "rule_id", "cohort_id", "name", "position", "organisation", "email",
    "language", "asked_at", "due_at",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _ASKED)
_UNANSWERED = Q(answered_at=None, signed_name="", text="", releases_time=None, decline_reason="")


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def open(self) -> "EndorsementQuerySet":
        return self.filter(status=EndorsementStatus.ASKED)

    def overdue(self) -> "EndorsementQuerySet":
        return self.open().filter(due_at__lte=timezone.now())

    def to_remind(self) -> "EndorsementQuerySet":
        """Open requests that are due soon, whose person has not been reminded by the clock."""
        now = timezone.now()
        due = self.open().filter(due_at__gt=now, due_at__lte=now + REMIND_BEFORE)
        return due.filter(reminded_at=None, linked_at__lte=now - REST)

    def with_reach(self) -> "EndorsementQuerySet":
        """With `is_unreachable`: the mail server of the person calls the address unknown."""
        refused = RefusedAddress.objects.filter(address=Lower(OuterRef("email")))
        return self.annotate(is_unreachable=Exists(refused))

    def with_related(self) -> "EndorsementQuerySet":
        return self.select_related(
            "application__applicant__user", "application__call__program", "rule", "cohort"
        )


@about_person(
    PERSON,
    "name",
    "position",
    "organisation",
    "email",
    "signed_name",
    "text",
    "decline_reason",
    "link_digest",
)
class Endorsement(HasLifecycle):
    """One request to one person: who they are, until when, and what they signed or why not."""

    MOVES = ENDORSEMENT_MOVES

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="endorsements", verbose_name=_("application")
    )
    rule = models.ForeignKey(
        EndorsementRule, models.PROTECT, related_name="+", verbose_name=_("kind")
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        related_name="+",
        verbose_name=_("cohort"),
        help_text=_("Whose dates the person was shown."),
    )
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(
        _("language of the mail"), max_length=5, choices=settings.LANGUAGES, default="en"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=EndorsementStatus, default=EndorsementStatus.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_at = models.DateTimeField(_("answer by (KST)"))
    link_digest = models.CharField(
        _("digest of the link"), max_length=64, editable=False, help_text=_("Never the link.")
    )
    linked_at = models.DateTimeField(_("newest link sent at"), default=timezone.now)
    reminded_at = models.DateTimeField(_("reminded by the clock at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    signed_name = models.CharField(_("signed by"), max_length=150, blank=True)
    releases_time = models.BooleanField(
        _("releases working time"), null=True, blank=True, help_text=_("Empty: not asked.")
    )
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    decline_reason = models.CharField(_("reason for declining"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        ordering = ["-id"]
        constraints = [
            known_status("endorsement_status_known", EndorsementStatus),
            models.UniqueConstraint(
                fields=["application", "rule"],
                name="endorsement_one_live_per_kind",
                condition=Q(status__in=LIVE_ENDORSEMENTS),
                violation_error_message=_("Somebody is asked for this already, or has signed."),
            ),
            models.CheckConstraint(
                name="endorsement_due_after_asking",
                condition=Q(due_at__gt=F("asked_at")),
                violation_error_message=_("The deadline is in the past."),
            ),
            models.CheckConstraint(
                name="endorsement_whole_when_answered",
                condition=Q(status="signed", answered_at__isnull=False, decline_reason="")
                & ~Q(signed_name="")
                | Q(status="declined", answered_at__isnull=False, signed_name="", text="")
                & Q(releases_time=None)
                | (Q(status__in=["asked", "expired", "ended"]) & _UNANSWERED),
                violation_error_message=_("What is signed names who signed, and when."),
            ),
        ]
        indexes = [
            models.Index("due_at", name="endorsement_due", condition=Q(status="asked")),
        ]
        triggers = [
            *lifecycle_triggers(ENDORSEMENT_MOVES, [EndorsementStatus.ASKED]),
            pgtrigger.Trigger(
                name="of_its_call",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_OF_ITS_CALL,
            ),
            pgtrigger.Trigger(
                name="by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_BY_ANOTHER,
            ),
            pgtrigger.Trigger(
                name="not_of_withdrawn",
                when=pgtrigger.Before,
                operation=update_of("status"),
                condition=pgtrigger.Q(new__status="signed"),
                func=_NOT_WITHDRAWN,
            ),
            pgtrigger.Trigger(
                name="wording_first_asked",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=_FIRST,
            ),
            Erasable(
                pgtrigger.Protect(
                    name="stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(f"OLD.status <> 'asked' OR {_CHANGED}"),
                ),
                "name",
                "position",
                "organisation",
                "email",
                "signed_name",
                "text",
                "decline_reason",
                "link_digest",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for the person, in time."""
        return self.status == EndorsementStatus.ASKED and timezone.now() < self.due_at
