"""Setting up a form: a question with its choices as lines, and where a new form starts from."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import form_templates
from courses.calls.actions import forms as forms_of_calls
from courses.calls.models import Call, FormQuestion, FormSection, FormVersion
from courses.calls.models.form_question import KEY
from courses.calls.statuses import WITH_CHOICES, FormStage
from ivi_training.pages.forms.layout import helper


class FormSectionForm(forms.ModelForm[FormSection]):
    """A step of the form: its title, and what is said above its questions."""

    class Meta:
        model = FormSection
        fields = ["position", "title_en", "title_ko", "help_en", "help_ko"]
        widgets = {
            name: forms.Textarea(attrs={"rows": 2, "cols": 40}) for name in ("help_en", "help_ko")
        }


class QuestionForm(forms.ModelForm[FormQuestion]):
    """One question; its choices are written one a line."""

    choices_text = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: value | English | Korean. The value stays, the texts may change."),
    )

    class Meta:
        model = FormQuestion
        fields = [
            "position", "key", "kind", "is_required", "label_en", "label_ko", "help_en", "help_ko",
            "word_limit", "low", "high", "shown_if", "shown_values", "names_person",
        ]  # fmt: skip

    def __init__(self, *args: Any, section: FormSection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        if section is not None:
            self.instance.version_id = section.version_id
        if self.instance.pk:
            lines = self.instance.choices.all()
            self.initial["choices_text"] = "\n".join(
                " | ".join(filter(None, [line.value, line.label_en, line.label_ko]))
                for line in lines
            )

    def clean_choices_text(self) -> list[tuple[str, str, str]]:
        """Read the lines; refuse one without a text, and a value that stands twice."""
        choices: list[tuple[str, str, str]] = []
        for number, line in enumerate(self.cleaned_data["choices_text"].splitlines(), start=1):
            parts = [part.strip() for part in line.split("|")]
            if parts == [""]:
                continue
            _check_line(number, parts, {value for value, _en, _ko in choices})
            value, english, *korean = parts
            choices.append((value, english, "".join(korean)))
        return choices

    def clean(self) -> dict[str, Any]:
        """Choices belong to the kinds that have them; some things are not asked here."""
        data = super().clean() or {}
        has_choices = data.get("kind") in WITH_CHOICES
        if has_choices and not data.get("choices_text") and "choices_text" not in self.errors:
            self.add_error("choices_text", _("Give at least one choice."))
        if data.get("choices_text") and data.get("kind") and not has_choices:
            self.add_error("choices_text", _("Only a question with choices has them."))
        self._refuse_what_is_not_asked(data)
        self._refuse_second_key(data)
        return data

    def _refuse_second_key(self, data: dict[str, Any]) -> None:
        """A key is unique in the whole form, not in its section only."""
        if self.section is None:
            return
        others = FormQuestion.objects.filter(version=self.section.version_id, key=data.get("key"))
        if others.exclude(pk=self.instance.pk).exists():
            self.add_error("key", _("Another question of this form has this key."))

    def _refuse_what_is_not_asked(self, data: dict[str, Any]) -> None:
        stage = self.section.version.stage if self.section is not None else ""
        for name in forms_of_calls.ASKING:
            why = forms_of_calls.why_not_asked(str(data.get(name) or ""), stage)
            if why:
                self.add_error(name, why)


MOST = 40  # characters of a value
PARTS = (2, 3)


def _check_line(number: int, parts: list[str], known: set[str]) -> None:
    """Refuse a line of choices that cannot be read, by its number."""
    params = {"number": number, "value": parts[0]}
    if len(parts) not in PARTS or not parts[1]:
        raise ValidationError(_("Line %(number)s: write value | English | Korean."), params=params)
    if not re.fullmatch(KEY, parts[0]) or len(parts[0]) > MOST:
        raise ValidationError(
            _(
                "Line %(number)s: a value has small letters, digits and underscores, a letter "
                "first, at most 40."
            ),
            params=params,
        )
    if parts[0] in known:
        raise ValidationError(
            _("Line %(number)s: the value “%(value)s” is there twice."), params=params
        )


class StartForm(forms.Form):
    """Where the form of a call starts from: a template, another form, or nothing."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.all())
    template = forms.ChoiceField(
        label=_("From a template"),
        required=False,
        help_text=_(
            "The fields of the 2025 courses, to change as you like. A call that has no rules yet "
            "gets those of the course as well."
        ),
    )
    like = forms.ModelChoiceField(
        label=_("Or from the form of a call"),
        queryset=FormVersion.objects.none(),
        required=False,
        help_text=_("Its sections, questions and choices are copied. Empty: an empty form."),
    )
    stage = forms.ChoiceField(label=_("Asked"), choices=FormStage, initial=FormStage.APPLICATION)

    helper = helper("call", "stage", "template", "like")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template = cast("forms.ChoiceField", self.fields["template"])
        template.choices = [("", "---------"), *form_templates.offered()]
        like = cast("forms.ModelChoiceField[FormVersion]", self.fields["like"])
        like.queryset = _published()

    def clean(self) -> dict[str, Any]:
        """One source at most, of the same stage."""
        data = super().clean() or {}
        if data.get("like") and data["like"].stage != data.get("stage"):
            self.add_error("like", _("Choose a form of the same stage."))
        if data.get("template") and data.get("like"):
            self.add_error("like", _("Choose either a template or another form."))
        return data


def _published() -> QuerySet[FormVersion]:
    return FormVersion.objects.published().select_related("call")
