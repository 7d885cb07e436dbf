"""Endorsements: whom the applicant names, what that person signs, or why not."""

from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.models import Endorsement
from trainees.applying.models.endorsement import TEXT_LENGTH

YES, NO = "yes", "no"


class EndorserForm(forms.ModelForm[Endorsement]):
    """Whom the applicant names; the address is theirs at work, not the applicant's."""

    class Meta:
        model = Endorsement
        fields = ["name", "position", "organisation", "email", "language"]
        help_texts = {
            "name": _("Somebody who may speak for the organisation, for example your director."),
            "email": _("Their own address at work. Your own is refused."),
        }

    helper = helper(
        "name",
        Row(Column("position"), Column("organisation")),
        Row(Column("email"), Column("language")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the mail"), choices=settings.LANGUAGES
        )

    def person(self) -> Endorser:
        return Endorser(**self.cleaned_data)


class SignatureForm(forms.Form):
    releases_time = forms.TypedChoiceField(
        label=_("Do you release the applicant from work for these dates?"),
        choices=[
            (YES, _("Yes, working time is released for the whole course")),
            (NO, _("No, working time is not released")),
        ],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("What you would like to say (optional)"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("At most 2,000 characters. The applicant does not see it."),
    )
    name = forms.CharField(
        label=_("Your full name, as your signature"),
        max_length=150,
        min_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_(
            "By typing your name you sign the statement above. It cannot be changed after."
        ),
    )

    helper = helper("releases_time", "text", "name")

    def __init__(self, *args: Any, asks_release: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_release:
            del self.fields["releases_time"]
            self.helper = helper("text", "name")

    def signature(self) -> dict[str, Any]:
        return {"releases_time": None} | self.cleaned_data


class RefusalForm(forms.Form):
    """Why somebody does not endorse, if they want to say."""

    reason = forms.CharField(
        label=_("Reason (optional)"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office reads it; the applicant does not."),
    )

    helper = helper("reason")
