"""Answers to the questions of a call's form: one for each application and question."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import FormQuestion
from trainees.applying.models.application import Application


class Answer(models.Model):
    """What an applicant answered; no row where nothing was, and a file is a document instead.

    The value is a text, a list of chosen values, or true for a statement agreed to. Numbers and
    days are kept as texts, exactly as they were given.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="answers", verbose_name=_("application")
    )
    question = models.ForeignKey(
        FormQuestion, models.PROTECT, related_name="+", verbose_name=_("question")
    )
    value = models.JSONField(_("answer"))
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["application", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question"],
                name="answer_once_per_question",
                violation_error_message=_("This question has been answered already."),
            ),
            models.CheckConstraint(
                name="answer_says_something",
                condition=~models.Q(value__in=["", [], False, {}]),
                violation_error_message=_("An empty answer is no answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.question}"
