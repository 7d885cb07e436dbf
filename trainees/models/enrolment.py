"""Enrolments: confirmed trainees of a cohort."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from ivi_training.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from trainees.models.application import Application
from trainees.models.deferred import deferred_by_row
from trainees.models.offer import Offer
from trainees.models.seats import seat_held, without_seat
from trainees.models.tally import tally_triggers
from trainees.statuses import ENROLMENT_MOVES, EnrolmentStatus

_TALLY_FACTS = """SELECT r.cohort_id, a.stream_id, a.country, a.gender, r.status
                    FROM {rows} r JOIN trainees_application a ON a.id = r.application_id"""
_OF_PLACE = """
    IF NOT EXISTS (SELECT 1 FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
                    WHERE o.id = NEW.offer_id AND p.cohort_id = NEW.cohort_id) THEN
        RAISE EXCEPTION 'a trainee is enrolled in the cohort of the place'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class Enrolment(HasLifecycle):
    """A confirmed seat: it inherits the place and the commitment of the accepted offer."""

    MOVES = ENROLMENT_MOVES

    offer = models.OneToOneField(
        Offer, models.PROTECT, related_name="enrolment", verbose_name=_("offer")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="enrolments", verbose_name=_("application")
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    status = models.CharField(
        _("status"), max_length=20, choices=EnrolmentStatus, default=EnrolmentStatus.CONFIRMED
    )
    enrolled_at = models.DateTimeField(_("enrolled at"), default=timezone.now)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-id"]
        constraints = [known_status("enrolment_status_known", EnrolmentStatus)]
        triggers = [
            *lifecycle_triggers(ENROLMENT_MOVES, [EnrolmentStatus.CONFIRMED]),
            *tally_triggers("enrolment", _TALLY_FACTS),
            seat_held("o.id = NEW.offer_id", "status", "offer_id"),
            without_seat,
            deferred_by_row("NEW.offer_id"),
            pgtrigger.Trigger(
                name="cohort_of_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("cohort_id", "offer_id"),  # type: ignore[no-untyped-call]
                func=_OF_PLACE,
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)
