"""Enrolments: confirmed trainees of a cohort."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from ivi_training.guards.triggers import update_of
from trainees.applying.models.application import PERSON, Application
from trainees.joining.models.offer import Offer
from trainees.joining.statuses import ENROLMENT_MOVES, EnrolmentStatus
from trainees.joining.triggers.deferrals import deferred_by_row
from trainees.joining.triggers.seats import seat_held, without_seat

# The cohort is repeated for lists and counters: it must be that of the place.
_OF_PLACE = """
    IF NOT EXISTS (SELECT 1 FROM trainees_offer o JOIN trainees_place p ON p.id = o.place_id
                    WHERE o.id = NEW.offer_id AND p.cohort_id = NEW.cohort_id) THEN
        RAISE EXCEPTION 'a trainee is enrolled in the cohort of the place'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


@about_person(PERSON)
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
            seat_held("o.id = NEW.offer_id", "status", "offer_id"),
            without_seat,
            deferred_by_row("NEW.offer_id"),
            pgtrigger.Trigger(
                name="cohort_of_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | update_of("cohort_id", "offer_id"),
                func=_OF_PLACE,
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)
