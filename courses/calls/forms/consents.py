"""Setting up what people are asked to agree to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.calls.models import ConsentTerm
from courses.programs.models import Program
from ivi_training.pages.forms.layout import helper


class StartConsentsForm(forms.Form):
    program = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.all(),
        help_text=_("Existing texts are not changed."),
    )

    helper = helper("program")


class ConsentTermForm(forms.ModelForm[ConsentTerm]):
    class Meta:
        model = ConsentTerm
        fields = "__all__"  # noqa: DJ007 - the admin lists them
        widgets = {
            f"{name}_{code}": forms.Textarea(attrs={"rows": 4, "cols": 44})
            for name in ("purpose", "items", "recipients", "retention", "refusal")
            for code in ("en", "ko")
        }
