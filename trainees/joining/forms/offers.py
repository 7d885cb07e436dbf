"""What an applicant says when turning an offer down, and what the office says on more time."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.joining.models import Offer
from trainees.joining.statuses import DeclineReason


class DeclineForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("Why do you decline?"),
        choices=DeclineReason.choices,
        coerce=DeclineReason,
        empty_value=DeclineReason.UNSAID,
        required=False,
    )
    reason = forms.CharField(
        label=_("In your words (optional)"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It helps us to plan. The place goes to somebody on the waiting list."),
    )

    helper = helper("kind", "reason")


class OfferExtensionForm(forms.Form):
    respond_by = forms.DateTimeField(
        label=_("New deadline (KST)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("respond_by", "reason")

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.fields["respond_by"].help_text = _("Later than %(now)s.") % {
            "now": timezone.localtime(offer.respond_by).strftime("%Y-%m-%d %H:%M")
        }

    def clean_respond_by(self) -> datetime:
        """Refuse a deadline that is not later."""
        moment: datetime = self.cleaned_data["respond_by"]
        if moment <= self.offer.respond_by:
            raise ValidationError(_("An extension ends after the deadline that stands."))
        return moment
