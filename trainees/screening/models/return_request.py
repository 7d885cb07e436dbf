"""Returns for missing papers: what was asked of an applicant, by whom and until when."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import FormQuestion
from ivi_training.guards.erasable import Erasable
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application
from trainees.applying.models.document import Document

# The application is locked first: two requests at a time would both find it submitted.
_OF_SUBMITTED = """
    PERFORM 1 FROM trainees_application WHERE id = NEW.application_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT 1 FROM trainees_application
                    WHERE id = NEW.application_id AND status = 'submitted') THEN
        RAISE EXCEPTION 'only a submitted application is returned'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
_ASKED = (
    "application_id", "asked_fields", "asked_papers", "asked_questions", "text", "due_at",
    "made_by_id", "made_at",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _ASKED)


class ReturnRequestQuerySet(models.QuerySet["ReturnRequest"]):
    def open(self) -> "ReturnRequestQuerySet":
        """Requests that wait for the applicant, in time or not."""
        return self.filter(answered_at=None, closed_at=None)

    def overdue(self) -> "ReturnRequestQuerySet":
        """Open requests whose deadline has passed: a person decides what follows."""
        return self.open().filter(due_at__lte=timezone.now())

    def answered(self) -> "ReturnRequestQuerySet":
        return self.filter(answered_at__isnull=False)


@about_person(PERSON, "text")
class ReturnRequest(models.Model):
    """What an application was returned for; the answer changes that and nothing else."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="return_requests", verbose_name=_("application")
    )
    asked_fields = ArrayField(
        models.CharField(max_length=30), verbose_name=_("answers asked for"), default=list
    )
    asked_papers = ArrayField(
        models.CharField(max_length=15, choices=Document.Kind.choices),
        verbose_name=_("papers asked for"),
        default=list,
    )
    asked_questions = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("questions of the form asked for"),
        default=list,
        db_default=[],
        help_text=_("By their keys."),
    )
    text = models.TextField(_("what is missing"), max_length=1000)
    due_at = models.DateTimeField(_("answer by (KST)"))
    made_at = models.DateTimeField(_("asked at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(
        _("closed at"), null=True, blank=True, help_text=_("A person decided without an answer.")
    )

    objects = ReturnRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("return for missing papers")
        verbose_name_plural = _("returns for missing papers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                name="returnrequest_one_open_per_application",
                condition=Q(answered_at=None, closed_at=None),
                violation_error_message=_("The applicant is asked for something already."),
            ),
            models.CheckConstraint(
                name="returnrequest_asks_something",
                condition=~Q(asked_fields=[], asked_papers=[], asked_questions=[]),
                violation_error_message=_("Choose at least one answer or paper to ask for."),
            ),
            models.CheckConstraint(
                name="returnrequest_due_after_asking",
                condition=Q(due_at__gt=F("made_at")),
                violation_error_message=_("The deadline is in the past."),
            ),
            models.CheckConstraint(
                name="returnrequest_answered_or_closed",
                condition=Q(answered_at=None) | Q(closed_at=None),
                violation_error_message=_("What was answered is not closed without an answer."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="returnrequest_due",
                condition=Q(answered_at=None, closed_at=None),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_submitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_OF_SUBMITTED,
            ),
            Erasable(
                pgtrigger.Protect(
                    name="stands",
                    operation=pgtrigger.Update,
                    condition=pgtrigger.Condition(
                        f"OLD.answered_at IS NOT NULL OR OLD.closed_at IS NOT NULL OR {_CHANGED}"
                    ),
                ),
                "text",
            ),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the applicant has not answered and nobody closed it."""
        return self.answered_at is None and self.closed_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline passed without an answer."""
        return self.is_open and self.due_at <= timezone.now()

    def asked_labels(self) -> list[str]:
        names = {field.name: str(field.verbose_name) for field in Application._meta.fields}
        papers = [str(Document.Kind(kind).label) for kind in self.asked_papers]
        facts = [names[name] for name in self.asked_fields]
        return facts + papers + [question.label for question in self.questions()]

    def questions(self) -> list[FormQuestion]:
        """The questions of the form that are asked again."""
        if not self.asked_questions:
            return []
        asked = FormQuestion.objects.filter(
            version=self.application.form_version_id, key__in=self.asked_questions
        )
        ordered = asked.order_by("section__position", "section_id", "position", "id")
        return list(ordered.prefetch_related("choices"))
