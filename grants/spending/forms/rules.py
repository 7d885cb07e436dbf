"""What a grant asks of expenditures: limits of approval, and papers that a line needs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from grants.spending.models import ApprovalLimit, EvidenceRule
from grants.spending.statuses import EvidenceKind
from ivi_training.pages.forms.fields import WonField


class ApprovalLimitForm(forms.ModelForm[ApprovalLimit]):
    up_to = WonField(label=_("Up to (KRW)"), required=False, help_text=_("Empty: any amount."))

    class Meta:
        model = ApprovalLimit
        fields = ["grant", "role", "up_to", "approvers"]


class EvidenceRuleForm(forms.ModelForm[EvidenceRule]):
    """A paper, any one of the kinds that are ticked."""

    kinds = forms.MultipleChoiceField(
        label=_("Any one of"),
        choices=EvidenceKind,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For example an e-tax invoice or a card slip: either proves a purchase."),
    )

    class Meta:
        model = EvidenceRule
        fields = ["category", "line", "kinds"]
