"""Another look at a result: asked for, and decided."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.pages.forms.layout import helper


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why should we look at the result again?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was overlooked or misunderstood? You can ask once."),
    )

    helper = helper("text")


class AppealDecisionForm(forms.Form):
    is_granted = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Open the application again")), ("no", _("The result does not change"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("The applicant reads it in the mail.")
    )

    helper = helper("is_granted", "reason")
