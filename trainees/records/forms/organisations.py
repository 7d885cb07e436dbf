"""Another name of an organisation, and which of two stays when they are merged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.organisations.models import Organisation
from ivi_training.pages.forms.countries import CountryChoiceField
from ivi_training.pages.forms.layout import helper


class OrganisationNameForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        help_text=_("As applicants write it: an abbreviation, a former name, another language."),
    )
    country = CountryChoiceField(
        label=_("Country or territory"),
        help_text=_("Which one they choose beside it."),
    )

    helper = helper("name", "country")


class MergeForm(forms.Form):
    """Which of two organisations stays, and why they are one."""

    stays = forms.TypedChoiceField(
        label=_("Which one stays?"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("The name of the other one leads to it from then on."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Why they are one and the same, for the record."),
    )

    helper = helper("stays", "reason")

    def __init__(self, *args: Any, both: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both = both
        self.fields["stays"].choices = [  # type: ignore[attr-defined]
            (one.pk, f"{one.name} ({one.country.name}, {one.get_kind_display()})") for one in both
        ]

    def merged_and_remaining(self) -> tuple[Organisation, Organisation]:
        """The one that was not chosen, then the one that was."""
        goes, stays = sorted(self.both, key=lambda one: one.pk == self.cleaned_data["stays"])
        return goes, stays
