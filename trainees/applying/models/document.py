"""Papers of an application: one of each kind, one for each question that asks for a file."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.calls.models import FormQuestion
from courses.calls.statuses import FormStage
from ivi_training.accounts.models.user import User
from ivi_training.files.models.stored_file import StoredFile, StoredFileQuerySet
from ivi_training.guards.personal import about_person
from trainees.applying.models.application import PERSON, Application


class DocumentQuerySet(StoredFileQuerySet):
    def given_at(self, stage: str) -> Self:
        """Files of this stage's form; with an application also the papers that every call takes."""
        given = Q(question__version__stage=stage)
        return self.filter(given | Q(question=None) if stage == FormStage.APPLICATION else given)

    def readable_by(self, user: User) -> Self:
        """One's own; those of applications to who reads them, of trainees to who handles them."""
        own = Q(application__applicant__user=user)
        if not user.has_perm("trainees.view_application"):
            return self.filter(own)
        if user.has_perm("trainees.handle_onboarding"):
            return self
        early = self.given_at(FormStage.APPLICATION)
        return self.filter(own | Q(pk__in=early.order_by().values("pk")))


@about_person(PERSON)
class Document(StoredFile):
    """A paper uploaded with an application. Private."""

    class Kind(models.TextChoices):
        """What the paper is."""

        CV = "cv", _("Curriculum vitae")
        ENDORSEMENT = "endorsement", _("Letter of your employer")
        ANSWER = "answer", _("File asked for by the call")

    # What every call takes; a file that a form asks for belongs to its question.
    PAPERS = (Kind.CV, Kind.ENDORSEMENT)

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="documents", verbose_name=_("application")
    )
    kind = models.CharField(_("kind of document"), max_length=15, choices=Kind)
    question = models.ForeignKey(
        FormQuestion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("question"),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="document_answers_a_question",
                condition=Q(kind="answer", question__isnull=False)
                | (~Q(kind="answer") & Q(question__isnull=True)),
                violation_error_message=_("A file that a form asks for answers its question."),
            ),
            models.UniqueConstraint(
                "application",
                "kind",
                "question",
                name="document_kind_once",
                nulls_distinct=False,
                violation_error_message=_("This document has already been uploaded."),
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="document_by_content")]

    @property
    def label(self) -> str:
        """What the paper is, in the words of the form where a form asks for it."""
        return self.question.label if self.question else self.get_kind_display()
