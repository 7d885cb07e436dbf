"""Offers: a dated invitation that holds one place and, when funded, its money."""

from datetime import timedelta

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.commitments.models import Commitment
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.joining.models.pledge import of_pledged
from trainees.joining.statuses import LIVE_OFFERS, OFFER_MOVES, DeclineReason, OfferStatus
from trainees.joining.triggers.deferrals import deferred_by_row
from trainees.joining.triggers.seats import seat_held
from trainees.places.models.place import Place


class OfferQuerySet(models.QuerySet["Offer"]):
    def overdue(self) -> "OfferQuerySet":
        """Offers whose deadline has passed without an answer."""
        return self.filter(status=OfferStatus.SENT, respond_by__lte=timezone.now())

    def to_remind(self) -> "OfferQuerySet":
        """Open offers near their deadline; none made within the last day, none reminded of it."""
        now, days = timezone.now(), F("application__call__reminder_days")
        ahead = ExpressionWrapper(days * Value(timedelta(days=1)), models.DurationField())
        return (
            self.filter(status=OfferStatus.SENT, respond_by__gt=now)
            .filter(sent_at__lt=now - timedelta(days=1), application__call__reminder_days__gt=0)
            .filter(respond_by__lte=now + ahead)
            .exclude(reminded_of=F("respond_by"), reminded_of__isnull=False)
        )


@about_person(PERSON, "decline_reason")
class Offer(HasLifecycle):
    """A place offered to one applicant, to be answered by a deadline."""

    MOVES = OFFER_MOVES

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="offers", verbose_name=_("application")
    )
    place = models.OneToOneField(
        Place, models.PROTECT, related_name="offer", verbose_name=_("place")
    )
    commitment = models.OneToOneField(
        Commitment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("commitment"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=OfferStatus, default=OfferStatus.SENT
    )
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    respond_by = models.DateTimeField(_("answer by"))
    responded_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reminded_of = models.DateTimeField(_("reminded of the deadline"), null=True, blank=True)
    decline_kind = models.CharField(
        _("kind of reason"), max_length=10, choices=DeclineReason, blank=True
    )
    decline_reason = models.CharField(_("reason for declining"), max_length=300, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-id"]
        constraints = [
            known_status("offer_status_known", OfferStatus),
            models.UniqueConstraint(
                "application",
                name="offer_one_live_per_application",
                condition=Q(status__in=LIVE_OFFERS),
                violation_error_message=_("This application already has an offer."),
            ),
            models.CheckConstraint(
                name="offer_answer_has_moment",
                condition=Q(status=OfferStatus.SENT, responded_at__isnull=True)
                | (~Q(status=OfferStatus.SENT) & Q(responded_at__isnull=False)),
                violation_error_message=_("An answered offer has a moment of answering."),
            ),
        ]
        indexes = [
            models.Index("respond_by", name="offer_due", condition=Q(status=OfferStatus.SENT)),
        ]
        triggers = [
            *lifecycle_triggers(OFFER_MOVES, [OfferStatus.SENT]),
            seat_held("o.id = NEW.id", "status", "place_id"),
            deferred_by_row("NEW.id"),
            of_pledged,
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now: not yet answered, and before its deadline."""
        return self.status == OfferStatus.SENT and timezone.now() < self.respond_by
