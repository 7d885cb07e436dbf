"""Questions of a form: their kind, their bounds, and the earlier answer that shows them."""

from decimal import Decimal
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.calls.models.form_version import FormSection, FormVersion
from courses.calls.statuses import TEXTS, QuestionKind
from ivi_training.guards.models.bilingual import InLanguage
from ivi_training.guards.models.published import part_triggers

KEY = r"^[a-z][a-z0-9_]*$"

# The question repeats the form of its section (for the unique key): the two must agree.
_OF_ITS_SECTION = """
    IF NOT EXISTS (SELECT 1 FROM courses_formsection
                    WHERE id = NEW.section_id AND version_id = NEW.version_id) THEN
        RAISE EXCEPTION 'a question is of the form of its section'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""


class FormQuestion(models.Model):
    """One question; its key stays the same from version to version and from call to call."""

    # CASCADE: a part of the section; only a draft is deleted.
    section = models.ForeignKey(
        FormSection, models.CASCADE, related_name="questions", verbose_name=_("section")
    )
    # The form of its section, so that a key is unique in the whole form.
    version = models.ForeignKey(
        FormVersion,
        models.CASCADE,  # a part of the version
        related_name="questions",
        verbose_name=_("form"),
        editable=False,
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    key = models.CharField(
        _("key"),
        max_length=40,
        validators=[
            RegexValidator(KEY, _("Small letters, digits and underscores, a letter first."))
        ],
        help_text=_(
            "Names the question from version to version, so that answers are carried over. "
            "Small letters, digits and underscores."
        ),
    )
    kind = models.CharField(_("kind of answer"), max_length=12, choices=QuestionKind)
    label_en = models.CharField(_("question (English)"), max_length=300)
    label_ko = models.CharField(_("question (Korean)"), max_length=300, blank=True)
    help_en = models.CharField(_("help (English)"), max_length=500, blank=True)
    help_ko = models.CharField(_("help (Korean)"), max_length=500, blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    names_person = models.BooleanField(
        _("names the person or the employer"),
        default=False,
        help_text=_("Hidden from reviewers wherever the rubric hides the name or the employer."),
    )
    word_limit = models.PositiveSmallIntegerField(
        _("most words"), null=True, blank=True, help_text=_("For texts.")
    )
    low = models.DecimalField(
        _("lowest number"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    high = models.DecimalField(
        _("highest number"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    shown_if = models.CharField(
        _("shown only after"),
        max_length=40,
        blank=True,
        help_text=_("The key of an earlier question. Empty: always shown."),
    )
    shown_values = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("when its answer is one of"),
        default=list,
        blank=True,
        help_text=_("Values of choices, yes or no, or country codes; a comma between two."),
    )

    label = InLanguage()
    help = InLanguage()

    class Meta:
        verbose_name = _("question of a form")
        verbose_name_plural = _("questions of forms")
        ordering = ["section", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"],
                name="formquestion_key_once_per_form",
                violation_error_message=_("Another question of this form has this key."),
            ),
            models.CheckConstraint(
                name="formquestion_key_plain",
                condition=Q(key__regex=KEY),
                violation_error_message=_("Small letters, digits and underscores, a letter first."),
            ),
            models.CheckConstraint(
                name="formquestion_kind_known",
                condition=Q(kind__in=QuestionKind.values),
                violation_error_message=_("This kind of answer is not known."),
            ),
            models.CheckConstraint(
                name="formquestion_words_of_a_text",
                condition=Q(word_limit__isnull=True) | Q(word_limit__gte=1, kind__in=TEXTS),
                violation_error_message=_("Only a text has a limit of words, of at least one."),
            ),
            models.CheckConstraint(
                name="formquestion_bounds_of_a_number",
                condition=Q(low__isnull=True, high__isnull=True) | Q(kind=QuestionKind.NUMBER),
                violation_error_message=_("Only a number has a lowest and a highest value."),
            ),
            models.CheckConstraint(
                name="formquestion_bounds_rise",
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                violation_error_message=_("The highest number is below the lowest."),
            ),
            models.CheckConstraint(
                name="formquestion_condition_whole",
                condition=Q(shown_if="", shown_values=[]) | (~Q(shown_if="") & ~Q(shown_values=[])),
                violation_error_message=_("Name both the earlier question and its answers."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="of_its_section",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_OF_ITS_SECTION,
            ),
            *part_triggers(
                "courses_formversion",
                "form",
                "section_id",
                join="JOIN courses_formsection c ON c.version_id = r.id",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        return f"q_{self.key}"

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        return self.low, self.high

    def is_shown_by(self, values: dict[str, Any]) -> bool:
        if not self.shown_if:
            return True
        given = values.get(self.shown_if)
        answers = given if isinstance(given, list) else [given]
        return bool(set(answers) & set(self.shown_values))


class FormChoice(models.Model):
    """One answer to choose."""

    # CASCADE: a part of the question; only a draft is deleted.
    question = models.ForeignKey(
        FormQuestion, models.CASCADE, related_name="choices", verbose_name=_("question")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    value = models.CharField(
        pgettext_lazy("of a choice", "value"),
        max_length=40,
        validators=[
            RegexValidator(KEY, _("Small letters, digits and underscores, a letter first."))
        ],
    )
    label_en = models.CharField(_("text (English)"), max_length=200)
    label_ko = models.CharField(_("text (Korean)"), max_length=200, blank=True)

    label = InLanguage()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["question", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "value"],
                name="formchoice_value_once_per_question",
                violation_error_message=_("Another choice of this question has this value."),
            ),
            models.CheckConstraint(
                name="formchoice_value_plain",
                condition=Q(value__regex=KEY),
                violation_error_message=_("Small letters, digits and underscores, a letter first."),
            ),
        ]
        triggers = part_triggers(
            "courses_formversion",
            "form",
            "question_id",
            join="JOIN courses_formquestion c ON c.version_id = r.id",
        )

    def __str__(self) -> str:
        return self.label
