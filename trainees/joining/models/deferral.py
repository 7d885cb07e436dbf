"""Deferrals: somebody with a place comes to a later cohort of the same program instead."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import update_of
from trainees.applying.models.application import PERSON, Application
from trainees.joining.models.offer import Offer
from trainees.joining.statuses import DEFERRAL_MOVES, DeferralStatus

# Of an offer that holds a place, to a cohort of its program that starts later.
_LATER = """
    IF EXISTS (
        SELECT 1 FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
          JOIN courses_cohort own ON own.id = p.cohort_id
         WHERE o.id = NEW.offer_id AND (
            o.application_id <> NEW.application_id OR p.released_at IS NOT NULL
            OR EXISTS (SELECT 1 FROM courses_cohort later
                        WHERE later.id IN (NEW.wanted_id, NEW.to_cohort_id)
                          AND (later.program_id <> own.program_id OR later.is_open
                               OR later.starts_on <= own.starts_on)))
    ) THEN
        RAISE EXCEPTION 'a deferral goes from a place that is held to a later cohort of its program'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
# Asked at the end of the transaction: the old seat is given back and there is one in its stead.
_DONE = """
    IF NOT EXISTS (
        SELECT 1 FROM trainees_offer o JOIN trainees_offer n ON n.application_id = o.application_id
          JOIN trainees_place p ON p.id = n.place_id
         WHERE o.id = NEW.offer_id AND o.status = 'deferred' AND n.id > o.id
           AND p.cohort_id = NEW.to_cohort_id
    ) THEN
        RAISE EXCEPTION 'deferral % is agreed and not carried out', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
"""
_ASKED = ("application_id", "offer_id", "wanted_id", "text", "asked_at", "asked_by_id")
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _ASKED)


class DeferralQuerySet(models.QuerySet["Deferral"]):
    def open(self) -> "DeferralQuerySet":
        """Those that wait for a person, of places that are still held; the oldest first."""
        waiting = self.filter(status=DeferralStatus.ASKED, offer__place__released_at=None)
        return waiting.order_by("asked_at", "pk")


@about_person(PERSON, "text", "note")
class Deferral(HasLifecycle):
    """Who asked why, and who agreed to which cohort or refused; one open for each offer."""

    MOVES = DEFERRAL_MOVES

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="deferrals", verbose_name=_("application")
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        related_name="deferrals",
        verbose_name=_("offer"),
        help_text=_("The one given up; the later cohort's is a new one."),
    )
    wanted = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cohort asked for"),
        help_text=_("Empty: whichever has room."),
    )
    text = models.CharField(_("why"), max_length=1000)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=DeferralStatus, default=DeferralStatus.ASKED
    )
    to_cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("later cohort"),
    )
    note = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = DeferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("deferral")
        verbose_name_plural = _("deferrals")
        ordering = ["-id"]
        constraints = [
            known_status("deferral_status_known", DeferralStatus),
            models.UniqueConstraint(
                "offer",
                name="deferral_one_open_per_offer",
                condition=Q(status=DeferralStatus.ASKED),
                violation_error_message=_("A deferral is asked for already."),
            ),
            models.CheckConstraint(
                name="deferral_says_why",
                condition=~Q(text="") & (~Q(status__in=["granted", "refused"]) | ~Q(note="")),
                violation_error_message=_("Say why, in asking and in deciding."),
            ),
            models.CheckConstraint(
                name="deferral_decision_has_who_and_when",
                condition=Q(status="asked", decided_at=None, decided_by=None)
                | ~Q(status="asked") & Q(decided_at__isnull=False, decided_by__isnull=False),
                violation_error_message=_("A decision names who took it, when and why."),
            ),
            models.CheckConstraint(
                name="deferral_granted_has_cohort",
                condition=Q(status="granted", to_cohort__isnull=False)
                | ~Q(status="granted") & Q(to_cohort=None),
                violation_error_message=_("An agreed deferral names the later cohort."),
            ),
        ]
        indexes = [
            models.Index("asked_at", name="deferral_open", condition=Q(status="asked")),
        ]
        triggers = [
            *lifecycle_triggers(DEFERRAL_MOVES, [DeferralStatus.ASKED]),
            pgtrigger.Trigger(
                name="to_later",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | update_of("to_cohort_id"),
                func=_LATER,
            ),
            pgtrigger.Trigger(
                name="carried_out",
                when=pgtrigger.After,
                operation=update_of("status"),
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__status="granted"),
                func=_DONE,
            ),
            Erasable(
                pgtrigger.Protect(
                    name="stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(f"OLD.status <> 'asked' OR {_CHANGED}"),
                ),
                "text",
                "note",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def is_open(self) -> bool:
        return self.status == DeferralStatus.ASKED and self.offer.place.released_at is None
