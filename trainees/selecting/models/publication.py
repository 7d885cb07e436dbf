"""Publications of decisions: signed by enough people over exactly what is published, done once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete

# Signatures are of one digest: a decision that changed since needs them anew.
_SIGNED = """
    IF (SELECT count(DISTINCT signed_by_id) FROM trainees_signature
         WHERE cohort_id = NEW.cohort_id AND digest = NEW.digest) <
       (SELECT p.signatures FROM courses_program p
          JOIN courses_cohort c ON c.program_id = p.id WHERE c.id = NEW.cohort_id) THEN
        RAISE EXCEPTION 'the decisions of cohort % are not signed', NEW.cohort_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class Signature(models.Model):
    """One person stands for the staged decisions of a cohort, as they were at that moment."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    digest = models.CharField(_("SHA-256 of the decisions"), max_length=64)
    decision_count = models.PositiveIntegerField(_("decisions"))
    signed_at = models.DateTimeField(_("signed at"), default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "digest", "signed_by"],
                name="signature_once_per_person",
                violation_error_message=_("You have signed these decisions already."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.signed_by} · {self.cohort.code}"


class Publication(models.Model):
    """The decisions of a cohort on their way to the applicants, in as many chunks as it takes."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    digest = models.CharField(_("SHA-256 of the decisions"), max_length=64)
    decision_count = models.PositiveIntegerField(_("decisions"))
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    stop_reason = models.CharField(_("stopped because"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "cohort",
                name="publication_one_at_a_time",
                condition=Q(finished_at__isnull=True),
                violation_error_message=_("The decisions of this cohort are being published."),
            ),
            models.CheckConstraint(
                name="publication_stop_has_moment",
                condition=Q(stop_reason="") | Q(finished_at__isnull=False),
                violation_error_message=_("A stopped publication has ended."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="signed", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SIGNED
            ),
            pgtrigger.Protect(
                name="finished_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__finished_at__isnull=False),
            ),
            pgtrigger.ReadOnly(
                name="facts_frozen", fields=["cohort", "digest", "decision_count", "begun_by"]
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.cohort.code} · {self.begun_at:%Y-%m-%d}"
