"""Rubrics as drafts, and reviewers from outside."""

from typing import Any

from django import forms
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from courses.organisations.models import Organisation
from ivi_training.pages.forms.layout import helper
from trainees.reviewing.models import Rubric


class RubricForm(forms.ModelForm[Rubric]):
    """A draft; its version follows from those that its call has."""

    class Meta:
        model = Rubric
        fields = [
            "call",
            "reviews_required",
            "review_by",
            "hide_name",
            "hide_gender",
            "hide_organisation",
            "hide_country",
            "shows_documents",
        ]

    def clean(self) -> dict[str, Any]:
        """Number a new one; refuse a second draft of the same call."""
        data = super().clean() or {}
        call = data.get("call")
        if call is None or not self.instance._state.adding:
            return data
        versions = Rubric.objects.filter(call=call)
        if versions.filter(published_at__isnull=True).exists():
            self.add_error("call", _("This call has a draft already: change that one."))
        self.instance.version = (versions.aggregate(n=Max("version"))["n"] or 0) + 1
        return data


class InvitationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    organisation = forms.ModelChoiceField(
        label=_("Employer, if applicants work there too"),
        queryset=Organisation.objects.standing(),
        required=False,
        help_text=_("Its people's applications are never assigned to this reviewer."),
    )
    expertise = forms.CharField(
        label=_("Field and function"),
        max_length=200,
        required=False,
        help_text=_("For those who assign, for example: regulation, Ministry of Health."),
    )

    helper = helper("name", "email", "organisation", "expertise")
