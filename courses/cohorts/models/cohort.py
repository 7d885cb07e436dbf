"""Cohorts: one dated run of a course within a program."""

from datetime import date, timedelta

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.statuses import Modality
from courses.programs.models.course import Course
from courses.programs.models.program import Program, validate_code
from courses.programs.statuses import PromotionMode
from ivi_training.guards.models.bilingual import InLanguage


@pghistory.track()
class Cohort(models.Model):
    """People who take a course together, between two dates, in one way of teaching."""

    program = models.ForeignKey(
        Program, models.PROTECT, related_name="cohorts", verbose_name=_("program")
    )
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="cohorts", verbose_name=_("course")
    )
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[validate_code])
    title_en = models.CharField(_("title (English)"), max_length=200)
    title_ko = models.CharField(_("title (Korean)"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    modality = models.CharField(
        _("modality"), max_length=10, choices=Modality, default=Modality.IN_PERSON
    )

    is_open = models.BooleanField(
        _("open to who is not selected"),
        default=False,
        help_text=_("An online cohort that people join with one click, without place or money."),
    )
    promotion = models.CharField(
        _("when a place frees"),
        max_length=10,
        choices=PromotionMode,
        blank=True,
        help_text=_("Empty: as the program does."),
    )
    promote_until = models.DateField(
        _("freed places are offered until"),
        null=True,
        blank=True,
        help_text=_("Empty: as many days before the start as the program needs for a visa."),
    )

    title = InLanguage()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="cohort_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A cohort cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="cohort_modality_known",
                condition=Q(modality__in=Modality.values),
                violation_error_message=_("This modality is not known."),
            ),
            models.CheckConstraint(
                name="cohort_open_is_online",
                condition=Q(is_open=False) | Q(modality=Modality.ONLINE),
                violation_error_message=_("Only an online cohort is open to everybody."),
            ),
            models.CheckConstraint(
                name="cohort_promotion_known",
                condition=Q(promotion__in=["", *PromotionMode.values]),
                violation_error_message=_("A freed place is offered at once or after approval."),
            ),
            models.CheckConstraint(
                name="cohort_promotes_before_start",
                condition=Q(promote_until__isnull=True) | Q(promote_until__lt=F("starts_on")),
                violation_error_message=_("Nobody is offered a place once the course has begun."),
            ),
        ]
        triggers = [
            # Calls, quotas and budget lines have named it as one of their program since.
            pgtrigger.Protect(
                name="of_its_program",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.program_id IS DISTINCT FROM NEW.program_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def last_promotion_on(self) -> date:
        """The last day, in Seoul, on which a freed place is still offered to somebody."""
        lead = timedelta(days=max(1, self.program.promotion_lead_days))
        return self.promote_until or self.starts_on - lead

    @property
    def is_promoting(self) -> bool:
        return timezone.localdate() <= self.last_promotion_on

    @property
    def promotes_at_once(self) -> bool:
        """Whether nobody has to approve an offer to the next person on the waiting list."""
        return (self.promotion or self.program.promotion) == PromotionMode.AUTOMATIC
