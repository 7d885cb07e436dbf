"""Enrolments: confirmed trainees of a cohort."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Cohort
from ivi_training.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from trainees.models.application import Application
from trainees.models.offer import TALLY_FACTS, Offer
from trainees.models.seats import seat_held, without_seat
from trainees.models.tally import tally_triggers
from trainees.statuses import ENROLMENT_MOVES, EnrolmentStatus


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
            *tally_triggers("enrolment", TALLY_FACTS),
            seat_held("o.id = NEW.offer_id", "status", "offer_id"),
            without_seat,
        ]

    def __str__(self) -> str:
        return str(self.application)
