"""Promotions: who was next for a freed place, who was passed over, and what stopped them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine
from ivi_training.guards.lifecycle import HasLifecycle, known_status, lifecycle_triggers
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON
from trainees.joining.models.offer import Offer
from trainees.places.models.quota import Quota
from trainees.places.models.vacancy import Vacancy
from trainees.selecting.models.waiting_list import WaitingEntry
from trainees.selecting.statuses import PROMOTION_MOVES, PromotionStatus


class PromotionQuerySet(models.QuerySet["Promotion"]):
    """Promotions, decided or not."""

    def pending(self) -> "PromotionQuerySet":
        return self.filter(status=PromotionStatus.PENDING)

    def for_list(self) -> "PromotionQuerySet":
        return self.select_related(
            "entry__application__applicant", "entry__stream", "vacancy__quota", "vacancy__asked_by"
        )


@about_person(f"entry__{PERSON}")
class Promotion(HasLifecycle):
    """The best-ranked waiting person whose facts kept every quota true when a place freed."""

    MOVES = PROMOTION_MOVES

    vacancy = models.ForeignKey(
        Vacancy, models.PROTECT, related_name="promotions", verbose_name=_("vacancy")
    )
    entry = models.ForeignKey(
        WaitingEntry, models.PROTECT, related_name="promotions", verbose_name=_("entry")
    )
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    status = models.CharField(
        _("status"), max_length=10, choices=PromotionStatus, default=PromotionStatus.PENDING
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    offer = models.OneToOneField(
        Offer, models.PROTECT, null=True, related_name="promotion", verbose_name=_("offer")
    )

    objects = PromotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-id"]
        constraints = [
            known_status("promotion_status_known", PromotionStatus),
            models.UniqueConstraint(
                "entry",
                name="promotion_one_pending_per_entry",
                condition=Q(status=PromotionStatus.PENDING),
                violation_error_message=_("This person is proposed for a place already."),
            ),
            models.CheckConstraint(
                name="promotion_offered_has_offer",
                condition=Q(status=PromotionStatus.OFFERED, offer__isnull=False)
                | (~Q(status=PromotionStatus.OFFERED) & Q(offer__isnull=True)),
                violation_error_message=_("A promotion that was offered has its offer."),
            ),
        ]
        indexes = [
            models.Index(
                "cohort", name="promotion_pending", condition=Q(status=PromotionStatus.PENDING)
            ),
            models.Index(fields=["cohort", "-id"], name="promotion_page"),
        ]
        triggers = [
            *lifecycle_triggers(PROMOTION_MOVES, [PromotionStatus.PENDING]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class PassedOver(models.Model):
    """Somebody who came before the promoted person, and what stopped them at that moment."""

    class Why(models.TextChoices):
        """Why somebody on a waiting list was passed over."""

        FULL = "full", _("No place left")
        RESERVED = "reserved", _("What is left is reserved for others")
        BUDGET = "budget", _("The budget line has too little left")
        STREAM = "stream", _("The stream is not decided")
        STAGED = "staged", _("A decision of the committee is staged")
        SKIPPED = "skipped", _("Skipped by the office for this place")
        SEAT = "seat", _("Has a place in this cohort by another application")

    promotion = models.ForeignKey(
        Promotion, models.PROTECT, related_name="passed_over", verbose_name=_("promotion")
    )
    entry = models.ForeignKey(
        WaitingEntry, models.PROTECT, related_name="passed_over", verbose_name=_("entry")
    )
    why = models.CharField(_("why"), max_length=10, choices=Why)
    quota = models.ForeignKey(
        Quota, models.PROTECT, null=True, related_name="+", verbose_name=_("quota")
    )
    line = models.ForeignKey(
        BudgetLine, models.PROTECT, null=True, related_name="+", verbose_name=_("budget line")
    )
    used = models.PositiveIntegerField(_("used"), default=0)
    ceiling = models.PositiveIntegerField(_("ceiling"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)

    class Meta:
        verbose_name = _("person passed over")
        verbose_name_plural = _("people passed over")
        ordering = ["promotion", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["promotion", "entry"],
                name="passedover_entry_once",
                violation_error_message=_("A person is passed over once for a place."),
            ),
            models.CheckConstraint(
                name="passedover_why_known",
                condition=Q(
                    why__in=["full", "reserved", "budget", "stream", "staged", "skipped", "seat"]
                ),
                violation_error_message=_("It is not known what stopped this person."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.what_stopped}"

    @property
    def what_stopped(self) -> str:
        """The quota or the budget line with its numbers at that moment, in words."""
        numbers = {
            "quota": self.quota.name if self.quota else "",
            "used": self.used,
            "ceiling": self.ceiling,
            "reserved": self.reserved,
        }
        if self.why == self.Why.FULL:
            return _g("%(quota)s: %(used)s of %(ceiling)s places were taken.") % numbers
        if self.why == self.Why.RESERVED:
            return (
                _g(
                    "%(quota)s: %(used)s of %(ceiling)s places were taken and %(reserved)s were "
                    "reserved for others."
                )
                % numbers
            )
        if self.line is not None:
            return _g("%(line)s: too little was left for the support package.") % {
                "line": self.line
            }
        return str(self.get_why_display())
