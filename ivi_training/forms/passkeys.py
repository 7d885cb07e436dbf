"""Passkeys: each signs in by itself, and its name is short enough to be told apart in a list."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

LENGTH = 60


def _name_field(*, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=LENGTH,
        required=is_required,
        help_text=_("So that you know it again in your list, for example “my phone”."),
    )


class AddForm(AddWebAuthnForm):
    """A new passkey; the device asks for a fingerprint, a face or a code of its own."""

    name = _name_field(is_required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ticked for good: one that could not sign in alone would be a second kind to explain.
        self.fields["passwordless"] = forms.BooleanField(initial=True, required=False)
        self.fields["passwordless"].widget.attrs["hidden"] = True


class NameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = _name_field(is_required=True)
