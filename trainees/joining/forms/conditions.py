"""Conditions of an offer: what is asked, by when, and how one ends."""

from datetime import datetime
from typing import Any, cast

from crispy_forms.layout import Column, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper
from trainees.joining.actions.conditions import ConditionTerms
from trainees.joining.models import Condition
from trainees.joining.statuses import ConditionStatus

IN_WORDS = (Condition.Kind.DOCUMENT, Condition.Kind.OTHER)


class ConditionForm(forms.Form):
    condition_kind = forms.ChoiceField(label=_("Condition"), choices=Condition.Kind)
    condition_text = forms.CharField(
        label=_("In words"),
        max_length=300,
        required=False,
        help_text=_("The applicant reads it. Needed for a document or another condition."),
    )
    due_at = forms.DateTimeField(
        label=_("Due by (KST)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    when_missed = forms.ChoiceField(
        label=_("If not met by then"),
        choices=Condition.WhenMissed,
        initial=Condition.WhenMissed.PERSON,
    )

    helper = helper(
        Row(Column("condition_kind"), Column("condition_text")),
        Row(Column("due_at"), Column("when_missed")),
    )

    def clean_due_at(self) -> datetime:
        """Refuse a due date that has passed."""
        moment: datetime = self.cleaned_data["due_at"]
        if moment <= timezone.now():
            raise ValidationError(_("The due date has passed. Choose a later one."))
        return moment

    def clean(self) -> dict[str, Any]:
        """Ask for words where the kind alone does not say what to do."""
        data = super().clean() or {}
        if data.get("condition_kind") in IN_WORDS and not data.get("condition_text"):
            self.add_error(
                "condition_text", ValidationError(_("Say in words what has to be done."))
            )
        return data

    def terms(self) -> ConditionTerms:
        data = self.cleaned_data
        return ConditionTerms(
            kind=Condition.Kind(data["condition_kind"]),
            text=data["condition_text"],
            due_at=data["due_at"],
            when_missed=Condition.WhenMissed(data["when_missed"]),
        )


class SettleForm(forms.Form):
    """Whether a condition is met or waived, or that the place ends because it was not met."""

    to = forms.TypedChoiceField(
        label=_("Result"), coerce=ConditionStatus, widget=forms.RadioSelect, choices=()
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed unless it is met. The applicant reads it in the mail."),
    )

    helper = helper("to", "reason")

    def __init__(self, *args: Any, condition: Condition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [
            (ConditionStatus.MET, _("It is met")),
            (ConditionStatus.WAIVED, _("It is waived: it need not be met")),
        ]
        if condition.is_overdue and condition.offer is not None:
            choices.append((ConditionStatus.MISSED, _("It was not met: the place is given back")))
        to = cast("forms.TypedChoiceField", self.fields["to"])
        to.choices = choices
        to.help_text = _("Condition: %(what)s. Due by %(due)s (Seoul).") % {
            "what": condition.what,
            "due": timezone.localtime(condition.due_at).strftime("%Y-%m-%d %H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where it is not simply met."""
        data = super().clean() or {}
        if data.get("to") not in (None, ConditionStatus.MET) and not data.get("reason"):
            self.add_error("reason", ValidationError(_("Say why.")))
        return data
