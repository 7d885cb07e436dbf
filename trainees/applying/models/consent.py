"""What people said to the texts of consents, moment by moment; nothing is taken out again."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import ConsentTerm
from trainees.applying.statuses import ConsentAnswer
from trainees.people.models.applicant import Applicant
from trainees.people.triggers.people_merges import follows_person, only_person_differs

# Under the person's lock, so that the same button pressed twice says the same thing once.
_IN_TURN = """
    PERFORM 1 FROM trainees_applicant WHERE id = NEW.applicant_id FOR NO KEY UPDATE;
    SELECT k.answer INTO latest FROM trainees_consent k
     WHERE k.applicant_id = NEW.applicant_id AND k.term_id = NEW.term_id
     ORDER BY k.id DESC LIMIT 1;
    IF latest IS NOT DISTINCT FROM NEW.answer
       OR (NEW.answer = 'withdrawn') <> (latest IS NOT DISTINCT FROM 'given'
                                         AND NEW.answer <> 'given')
       OR NOT EXISTS (SELECT 1 FROM courses_consentterm t
                       WHERE t.id = NEW.term_id AND t.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'consent to text %: % does not follow %', NEW.term_id, NEW.answer, latest
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Answers to consents by whom and how they are shown."""

    def of(self, applicant: Applicant) -> "ConsentQuerySet":
        said = self.filter(applicant=applicant).select_related("term__program")
        return said.order_by("-id")


class Consent(models.Model):
    """One person's answer to one version of one text, at one moment; the newest one counts."""

    applicant = models.ForeignKey(
        Applicant, models.PROTECT, related_name="consents", verbose_name=_("applicant")
    )
    term = models.ForeignKey(
        ConsentTerm, models.PROTECT, related_name="+", verbose_name=_("text of the consent")
    )
    answer = models.CharField(_("answer"), max_length=10, choices=ConsentAnswer)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="consent_answer_known",
                condition=Q(answer__in=ConsentAnswer.values),
                violation_error_message=_("This answer is not known."),
            ),
        ]
        indexes = [models.Index(fields=["applicant", "term", "-id"], name="consent_latest")]
        triggers = [
            pgtrigger.Trigger(
                name="in_turn",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("latest", "varchar")],
                func=_IN_TURN,
            ),
            follows_person(),
            pgtrigger.Protect(
                name="stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"NOT ({only_person_differs()})"),
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.get_answer_display()}"
