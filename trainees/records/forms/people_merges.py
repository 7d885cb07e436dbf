"""Two accounts of one person: which one stays, and which of two facts is right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.people.models import Applicant
from trainees.records.actions.people_merges import FACTS, label_of, words


class PeopleForm(forms.Form):
    """A choice for each fact on which the two differ; none is made beforehand."""

    stays = forms.TypedChoiceField(
        label=_("Which account stays?"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("The person signs in with it. Ask them; the other one is closed for good."),
    )
    reason = forms.CharField(
        label=_("How do you know that they are one person?"),
        max_length=300,
        help_text=_("For the record; no mail shows it."),
    )

    def __init__(self, *args: Any, both: list[Applicant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both = both
        accounts = [(one.pk, f"{one.user.email} ({one.full_name})") for one in both]
        self.fields["stays"].choices = accounts  # type: ignore[attr-defined]
        self.differing = [name for name in FACTS if _differs(name, both)]
        for name in self.differing:
            self.fields[name] = forms.TypedChoiceField(
                label=_("Right: %(fact)s") % {"fact": label_of(name)},
                choices=[(one.pk, words(one, name) or _("(empty)")) for one in both],
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.helper = helper("stays", *self.differing, "reason")

    def merged_and_remaining(self) -> tuple[Applicant, Applicant]:
        """The one that was not chosen, then the one that was."""
        goes, stays = sorted(self.both, key=lambda one: one.pk == self.cleaned_data["stays"])
        return goes, stays

    @property
    def chosen(self) -> str:
        """What was chosen, so that what was looked at is merged and nothing else."""
        names = ("stays", *self.differing)
        return " ".join(f"{name}={self.cleaned_data[name]}" for name in names)

    def right(self) -> dict[str, bool]:
        """By field: whether the account that goes has the right fact."""
        goes, _stays = self.merged_and_remaining()
        return {name: self.cleaned_data[name] == goes.pk for name in self.differing}


def _differs(name: str, both: list[Applicant]) -> bool:
    one, other = (getattr(person, name) for person in both)
    return bool(one != other)
