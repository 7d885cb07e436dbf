"""What is asked of a settlement report: up to which day, and which file is to be checked."""

from datetime import date
from hashlib import file_digest
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Grant
from ivi_training.office.forms.acts import ActForm
from ivi_training.pages.forms.layout import helper


class UntilForm(forms.Form):
    """Up to which day a draft is drawn up; today at first."""

    until = forms.DateField(
        label=_("Up to and with"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def day(self) -> date:
        """The day asked for; today without one that can be read."""
        return self.cleaned_data["until"] if self.is_valid() else timezone.localdate()


class SubmitForm(ActForm):
    thing: Grant
    until = forms.TypedChoiceField(
        label=_("Up to the end of"),
        coerce=date.fromisoformat,
        help_text=_("Closed periods only: what is submitted can no longer change."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For example the number of the funder's letter that asks for it."),
    )

    helper = helper("until", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = self.thing.periods.closed().order_by("-ends_on")
        self.fields["until"].choices = [  # type: ignore[attr-defined]
            (period.ends_on.isoformat(), str(period)) for period in closed
        ]


class CheckForm(forms.Form):
    """A file that somebody holds; it is looked at and not kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The spreadsheet or PDF as you received it. It is not kept."),
    )

    helper = helper("file")

    def digest(self) -> str:
        """SHA-256 of the file."""
        upload = self.cleaned_data["file"]
        upload.seek(0)
        return file_digest(upload, "sha256").hexdigest()
