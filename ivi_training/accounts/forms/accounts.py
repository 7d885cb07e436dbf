"""Forms of an account as an administrator sees it: a person, their language and their roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role


class AccountForm(forms.ModelForm[User]):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A role with work in the administration opens it; nothing else does."),
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("email", "name", "language", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))

    def clean_email(self) -> str:
        """Compare addresses as sign-in does: in lower case."""
        return str(self.cleaned_data["email"]).strip().lower()


class NewAccountForm(AccountForm):
    class Meta(AccountForm.Meta):
        fields = ("email", "name")
