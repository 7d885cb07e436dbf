"""Passkeys: each signs in by itself, and its name is short enough to be told apart in a list."""

import struct
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

LENGTH = 60
UNREADABLE = _("The answer of the device could not be read. Try again.")
# What reading an answer that no browser wrote may end in.
ILL_FORMED = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, EOFError, struct.error,
    # Brackets in brackets, in JSON or in the bytes that it carries.
    RecursionError,
)  # fmt: skip


def _name_field(*, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name"),
        max_length=LENGTH,
        required=is_required,
        help_text=_("So that you know it again in your list, for example “my phone”."),
    )


class AnswerField(forms.JSONField):
    """What the browser brings back from the device."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Read it; thousands of digits, or of brackets in brackets, are no JSON for us."""
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(UNREADABLE, code="unreadable") from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show again what was sent; what could not be read as the text that it was."""
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return InvalidJSONInput(data)


class _Answered(AuthenticateWebAuthnForm):
    """Refuses an ill-formed answer in words."""

    credential = AnswerField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except ILL_FORMED as error:
            raise ValidationError(UNREADABLE, code="unreadable") from error


class SignInForm(_Answered, LoginWebAuthnForm):
    """Sign in with a passkey alone."""


class SecondFactorForm(_Answered):
    """A passkey after the password."""


class ReauthenticationForm(_Answered, ReauthenticateWebAuthnForm):
    """A passkey before a step that changes how the account is opened."""


class AddForm(AddWebAuthnForm):
    """A new passkey; the device asks for a fingerprint, a face or a code of its own."""

    name = _name_field(is_required=False)
    credential = AnswerField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Ticked for good: one that could not sign in alone would be a second kind to explain.
        self.fields["passwordless"] = forms.BooleanField(initial=True, required=False)
        self.fields["passwordless"].widget.attrs["hidden"] = True

    def clean(self) -> Any:
        """Refuse an ill-formed answer in words."""
        try:
            return super().clean()
        except ILL_FORMED as error:
            raise ValidationError(UNREADABLE, code="unreadable") from error


class NameForm(EditWebAuthnForm):
    name = _name_field(is_required=True)
