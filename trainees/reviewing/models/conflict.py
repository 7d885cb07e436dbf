"""Reviewers and their conflicts of interest: who may not judge whom, by declaration or by fact."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.organisations.models.organisation import Organisation
from courses.organisations.triggers.merges import sent_on
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.reviewing.statuses import ConflictKind

# A conflict on record, an application of the reviewer's own, or one from the reviewer's employer.
IN_CONFLICT = """(
    EXISTS (SELECT 1 FROM trainees_conflictofinterest c
             WHERE c.reviewer_id = {reviewer} AND c.application_id = {application})
    OR EXISTS (SELECT 1 FROM trainees_application a
                 JOIN trainees_applicant p ON p.id = a.applicant_id
                WHERE a.id = {application} AND p.user_id = {reviewer})
    OR EXISTS (SELECT 1 FROM trainees_application a
                 JOIN trainees_reviewer r ON r.organisation_id = a.organisation_id
                WHERE a.id = {application} AND r.user_id = {reviewer}))"""

# Assigning and declaring hold the program in turn: neither overlooks the other.
_PROGRAM_FIRST = """
    PERFORM 1 FROM courses_program WHERE id = (
        SELECT c.program_id FROM trainees_application a
          JOIN courses_cohort c ON c.id = a.cohort_id WHERE a.id = NEW.application_id
    ) FOR NO KEY UPDATE;
"""
# A conflict beside a live review would leave a score that counts although it must not.
_NOBODY_REVIEWS = """
    IF EXISTS (SELECT 1 FROM trainees_review r
                WHERE r.reviewer_id = NEW.reviewer_id AND r.application_id = NEW.application_id
                  AND r.status IN ('assigned', 'started', 'submitted')) THEN
        RAISE EXCEPTION 'the review of reviewer % has to be taken off first', NEW.reviewer_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


def refuse_conflict(then: str = "RETURN NEW;") -> str:
    """The body of a trigger on a table with a reviewer and an application: refused in conflict."""
    conflict = IN_CONFLICT.format(reviewer="NEW.reviewer_id", application="NEW.application_id")
    return f"""{_PROGRAM_FIRST}
    IF {conflict} THEN
        RAISE EXCEPTION 'reviewer % has a conflict of interest', NEW.reviewer_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    {then}"""


class Reviewer(models.Model):
    """What is known of a reviewer beside the account: the employer, whose people are not theirs."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("Applications of people employed there are never assigned to this reviewer."),
    )
    expertise = models.CharField(
        _("field and function"),
        max_length=200,
        blank=True,
        help_text=_("For those who assign, for example: regulation, Ministry of Health."),
    )
    invited_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )

    class Meta:
        verbose_name = _("reviewer")
        verbose_name_plural = _("reviewers")
        ordering = ["user__name", "pk"]
        triggers = [sent_on()]

    def __str__(self) -> str:
        return str(self.user)


@about_person(PERSON, "reason")
class ConflictOfInterest(models.Model):
    """One reviewer may not judge one application: why, and who said so. Append-only."""

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="conflicts", verbose_name=_("application")
    )
    kind = models.CharField(_("how it came to light"), max_length=10, choices=ConflictKind)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer", "application"],
                name="conflictofinterest_once",
                violation_error_message=_("This conflict is on record already."),
            ),
            models.CheckConstraint(
                name="conflictofinterest_kind_known",
                condition=Q(kind__in=ConflictKind.values),
                violation_error_message=_("This kind is not known."),
            ),
        ]
        triggers = [
            Erasable(
                pgtrigger.Protect(
                    name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
                ),
                "reason",
            ),
            pgtrigger.Trigger(
                name="nobody_reviews",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_PROGRAM_FIRST + _NOBODY_REVIEWS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.application}"
