"""Kinds of endorsement that a call asks for: by whom, of what, until when."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.calls.models.call import Call
from courses.calls.triggers.rules_in_force import refuse_once_applied
from ivi_training.guards.models.bilingual import InLanguage

LONGEST = 90  # days
# What somebody was asked to sign is not changed under their hands.
_ASKED = (
    "call_id", "label_en", "label_ko", "text_en", "text_ko", "confirms_release",
    "is_shown_to_reviewers",
)  # fmt: skip
_TERMS = ("position", "is_required", "is_awaited", "days")


def _differ(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


@pghistory.track()
class EndorsementRule(models.Model):
    """One kind: endorsement by the employer, nomination by a ministry; asked of each applicant."""

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="endorsement_rules", verbose_name=_("call")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    label_en = models.CharField(
        _("kind (English)"),
        max_length=100,
        help_text=_("For example: Endorsement by the employer."),
    )
    label_ko = models.CharField(_("kind (Korean)"), max_length=100, blank=True)
    text_en = models.TextField(
        _("what is endorsed (English)"),
        max_length=2000,
        help_text=_("The statement that the person signs."),
    )
    text_ko = models.TextField(_("what is endorsed (Korean)"), max_length=2000, blank=True)
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("An application without it is not complete.")
    )
    is_awaited = models.BooleanField(
        _("submission waits for the signature"),
        default=False,
        help_text=_("If not, naming the person is enough to submit; they sign by their deadline."),
    )
    days = models.PositiveSmallIntegerField(
        _("days to answer"),
        default=14,
        help_text=_("A link not used by then expires at the end of that day in Seoul."),
    )
    confirms_release = models.BooleanField(
        _("asks about release of working time"),
        default=True,
        help_text=_("The person says whether the applicant is released for the dates."),
    )
    is_shown_to_reviewers = models.BooleanField(
        _("shown to reviewers"),
        default=False,
        help_text=_("The person is told who reads it before they sign."),
    )
    first_asked_at = models.DateTimeField(
        _("first asked at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the first person was asked; its wording stands since."),
    )

    WORDING = frozenset(_ASKED)

    label = InLanguage()
    text = InLanguage()

    class Meta:
        verbose_name = _("kind of endorsement")
        verbose_name_plural = _("kinds of endorsement")
        ordering = ["call", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="endorsementrule_days_in_bounds",
                condition=Q(days__gte=1, days__lte=LONGEST),
                violation_error_message=_("Give between 1 and 90 days to answer."),
            ),
            models.CheckConstraint(
                name="endorsementrule_awaits_what_it_requires",
                condition=Q(is_required=True) | Q(is_awaited=False),
                violation_error_message=_("Submission waits only for what is required."),
            ),
        ]
        triggers = [
            *refuse_once_applied(changed=pgtrigger.Condition(_differ(*_ASKED, *_TERMS))),
            pgtrigger.Protect(
                name="wording_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.first_asked_at IS NOT NULL AND ({_differ(*_ASKED, 'first_asked_at')})"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.label
