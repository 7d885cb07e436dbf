"""An application on one page: the forms of every step, checked together and kept as one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.forms import BoundField

from trainees.applying.actions.answers import FilledForm
from trainees.applying.actions.form_pages import FormPage
from trainees.applying.forms.form_pages import (
    SectionAnswersForm,
    StepForm,
    form_for,
    newly_asked,
    parts,
)
from trainees.applying.models import Application


class OnePageForm:
    """The forms of all steps; valid where each of them is."""

    def __init__(
        self,
        application: Application,
        filled: FilledForm,
        steps: Sequence[FormPage],
        data: Any = None,
        files: Any = None,
    ) -> None:
        """Each section hears what was typed in those before it."""
        self.steps: list[tuple[FormPage, StepForm]] = []
        for step in steps:
            form = form_for(step, application, filled, data, files, prefix=step.slug)
            if isinstance(form, SectionAnswersForm):
                filled = replace(filled, values=form.current_answers())
            self.steps.append((step, form))

    @property
    def forms(self) -> list[StepForm]:
        """Every form, in the order of the steps."""
        return [form for _step, form in self.steps]

    def is_valid(self) -> bool:
        """Whether nothing in any of them is wrong."""
        return all(form.is_valid() for form in self.forms)

    @property
    def errors(self) -> bool:
        """Whether something in one of them is wrong."""
        return any(form.errors for form in self.forms)

    def non_field_errors(self) -> list[str]:
        """What is wrong with a step as a whole, each sentence once."""
        found = [str(error) for form in self.forms for error in form.non_field_errors()]
        return list(dict.fromkeys(found))

    def visible_fields(self) -> list[BoundField]:
        """Every field that a person sees, in order."""
        return [field for form in self.forms for field in form.visible_fields()]

    def parts(self) -> dict[str, Any]:
        """What the forms give besides the columns, which are on their instances already."""
        together: dict[str, Any] = {"answers": {}}
        for form in self.forms:
            for name, given in parts(form).items():
                together[name] = together.get(name, {}) | given
        return together

    def newly_asked(self) -> bool:
        """Whether an answer has brought up a question that was not on the page yet."""
        return any(newly_asked(form) for form in self.forms)
