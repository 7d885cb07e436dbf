"""Erasure: the wish of the person, and the decision about it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.statuses import RefusalGround
from ivi_training.pages.forms.layout import helper

AGREE, REFUSE = "agree", "refuse"


class ErasureForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("I have read what is erased and what stays, and I ask for it."),
        error_messages={"required": _("Tick it if you want your data to be erased.")},
    )

    helper = helper("is_sure")


class ErasureDecisionForm(forms.Form):
    """To erase, or on which ground not to."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(AGREE, _("Erase everything now")), (REFUSE, _("Refuse"))],
        widget=forms.RadioSelect,
    )
    ground = forms.ChoiceField(
        label=_("Ground of a refusal"),
        choices=[
            ("", _("Choose")),
            *((g.value, f"{g.label} ({g.law})") for g in RefusalGround),
        ],
        required=False,
    )
    note = forms.CharField(
        label=_("Explanation of a refusal"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is kept, until when, and what the person can do. They read it."),
    )

    helper = helper("decision", "ground", "note")

    def clean(self) -> dict[str, Any]:
        """A refusal has a ground and says what it means."""
        data = super().clean() or {}
        if data.get("decision") == REFUSE:
            if not data.get("ground"):
                self.add_error("ground", ValidationError(_("Choose the ground of the refusal.")))
            if not data.get("note"):
                self.add_error("note", ValidationError(_("Say what it means for the person.")))
        return data
