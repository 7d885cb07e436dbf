"""Conditions of an offer: what has to be done, by when, and what follows where it is not."""

from collections.abc import Sequence
from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.erasable import Erasable
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import update_of
from trainees.applying.models.application import PERSON, Application
from trainees.joining.models.offer import Offer
from trainees.joining.statuses import BEFORE_TRAINING, CONDITION_MOVES, ConditionStatus, OfferStatus

_FACTS = ("application_id", "kind", "text", "due_at", "when_missed", "set_at", "set_by_id")
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _FACTS)
# Nobody who has answered finds a new condition; one that is set before belongs to the next offer.
_OF_OPEN_OFFER = """
    IF NEW.offer_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM trainees_offer WHERE id = NEW.offer_id AND status = 'sent'
           AND application_id = NEW.application_id
    ) THEN
        RAISE EXCEPTION 'a condition is set with an offer that waits for its answer'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# At the end of the transaction: the condition and the place are written one after the other.
_FREES_THE_PLACE = """
    IF EXISTS (SELECT 1 FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
                WHERE o.id = NEW.offer_id AND p.released_at IS NULL) THEN
        RAISE EXCEPTION 'condition % is not met and its place is still held', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""


class ConditionQuerySet(models.QuerySet["Condition"]):
    def waiting(self) -> "ConditionQuerySet":
        return self.filter(
            status=ConditionStatus.OPEN, offer__isnull=False, offer__place__released_at=None
        )

    def not_offered(self) -> "ConditionQuerySet":
        """Conditions set for an offer that is not made yet."""
        return self.filter(status=ConditionStatus.OPEN, offer=None)

    def settled(self) -> "ConditionQuerySet":
        return self.exclude(status=ConditionStatus.OPEN)

    def overdue(self) -> "ConditionQuerySet":
        """Conditions not met whose due date has passed."""
        return self.waiting().filter(due_at__lte=timezone.now())

    def to_lapse(self) -> "ConditionQuerySet":
        """Overdue ones that end the place by themselves; once training has begun a person does."""
        is_before = Q(offer__status=OfferStatus.SENT) | Q(
            offer__enrolment__status__in=BEFORE_TRAINING
        )
        return self.overdue().filter(is_before, when_missed=Condition.WhenMissed.LAPSE)

    def to_remind(self) -> "ConditionQuerySet":
        """Conditions near their due date; none set within the last day, each once."""
        now, days = timezone.now(), F("application__call__reminder_days")
        ahead = ExpressionWrapper(days * Value(timedelta(days=1)), models.DurationField())
        return (
            self.waiting()
            .filter(reminded_at=None, set_at__lt=now - timedelta(days=1), due_at__gt=now)
            .filter(application__call__reminder_days__gt=0, due_at__lte=now + ahead)
        )


@about_person(PERSON, "text", "note")
class Condition(HasLifecycle):
    """Something an offered place depends on; set before the answer, settled by a person."""

    MOVES = CONDITION_MOVES

    class Kind(models.TextChoices):
        """What has to be done."""

        ONLINE_PART = "online_part", _("Complete the online part before the course")
        VISA = "visa", _("Have the visa granted")
        DOCUMENT = "document", _("Hand in a document")
        OTHER = "other", _("Another condition")

    class WhenMissed(models.TextChoices):
        """What follows when it is not met by its due date."""

        LAPSE = "lapse", _("The place is given back by itself")
        PERSON = "person", _("A person decides")

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="conditions", verbose_name=_("application")
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        related_name="conditions",
        verbose_name=_("offer"),
        help_text=_("Empty until the offer is made."),
    )
    kind = models.CharField(_("condition"), max_length=12, choices=Kind)
    text = models.CharField(_("in words"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("due by (KST)"))
    when_missed = models.CharField(
        _("if not met by then"), max_length=8, choices=WhenMissed, default=WhenMissed.PERSON
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ConditionStatus, default=ConditionStatus.OPEN
    )
    set_at = models.DateTimeField(_("set at"), default=timezone.now)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
        help_text=_("Empty where the clock did it."),
    )
    note = models.CharField(_("reason"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition of an offer")
        verbose_name_plural = _("conditions of offers")
        ordering = ["-id"]
        constraints = [
            known_status("condition_status_known", ConditionStatus),
            models.CheckConstraint(
                name="condition_kind_known",
                condition=Q(kind__in=["online_part", "visa", "document", "other"]),
                violation_error_message=_("This kind of condition is not known."),
            ),
            models.CheckConstraint(
                name="condition_when_missed_known",
                condition=Q(when_missed__in=["lapse", "person"]),
                violation_error_message=_("Say what follows if the condition is not met."),
            ),
            models.CheckConstraint(
                name="condition_other_has_text",
                condition=~Q(kind__in=["document", "other"], text=""),
                violation_error_message=_("Say in words what has to be done."),
            ),
            models.CheckConstraint(
                name="condition_due_after_setting",
                condition=Q(due_at__gt=F("set_at")),
                violation_error_message=_("The due date is in the past."),
            ),
            models.CheckConstraint(
                name="condition_settling_has_when_and_who",
                condition=Q(status="open", settled_at=None, settled_by=None)
                | ~Q(status="open")
                & Q(settled_at__isnull=False)
                & (~Q(status__in=["met", "waived"]) | Q(settled_by__isnull=False)),
                violation_error_message=_("A settled condition names who settled it and when."),
            ),
            models.CheckConstraint(
                name="condition_waived_has_reason",
                condition=~Q(status="waived", note=""),
                violation_error_message=_("Say why the condition is waived."),
            ),
        ]
        indexes = [
            models.Index("due_at", name="condition_due", condition=Q(status="open")),
        ]
        triggers = [
            *lifecycle_triggers(CONDITION_MOVES, [ConditionStatus.OPEN]),
            Erasable(
                pgtrigger.Protect(
                    name="facts_stand",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(
                        f"{_CHANGED} OR OLD.status <> 'open'"
                        " OR (OLD.offer_id IS NOT NULL"
                        " AND NEW.offer_id IS DISTINCT FROM OLD.offer_id)"
                    ),
                ),
                "text",
                "note",
            ),
            pgtrigger.Trigger(
                name="of_open_offer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | update_of("offer_id"),
                func=_OF_OPEN_OFFER,
            ),
            pgtrigger.Trigger(
                name="frees_the_place",
                when=pgtrigger.After,
                operation=update_of("status"),
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__status="missed"),
                func=_FREES_THE_PLACE,
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.what

    @classmethod
    def pending(cls, applications: Sequence[Application]) -> "list[Condition]":
        """What was set for offers that these have not got yet, oldest first; read once of each."""
        prefetch_related_objects(applications, "conditions")
        found = (condition for a in applications for condition in a.conditions.all())
        pending = (c for c in found if c.status == ConditionStatus.OPEN and c.offer_id is None)
        return sorted(pending, key=lambda condition: condition.pk)

    @property
    def what(self) -> str:
        label = str(self.get_kind_display())
        if self.kind == self.Kind.OTHER:
            return self.text
        return f"{label}: {self.text}" if self.text else label

    @property
    def is_open(self) -> bool:
        return self.status == ConditionStatus.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it is not settled and its due date has passed."""
        return self.is_open and self.due_at <= timezone.now()
