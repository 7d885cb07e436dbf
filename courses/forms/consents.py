"""Setting up what people are asked to agree to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import ConsentTerm, Program
from ivi_training.forms.layout import helper


class StartConsentsForm(forms.Form):
    """The program whose missing kinds begin as drafts."""

    program = forms.ModelChoiceField(
        label=_("Program"),
        queryset=Program.objects.all(),
        help_text=_("Kinds that it has a text of stay as they are."),
    )

    helper = helper("program")


class ConsentTermForm(forms.ModelForm[ConsentTerm]):
    """The words of one consent, English beside Korean."""

    class Meta:
        model = ConsentTerm
        fields = "__all__"  # noqa: DJ007 - the admin lists them
        widgets = {
            f"{name}_{code}": forms.Textarea(attrs={"rows": 4, "cols": 44})
            for name in ("purpose", "items", "recipients", "retention", "refusal")
            for code in ("en", "ko")
        }
