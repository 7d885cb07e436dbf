"""Registering twice: the page, and the work behind it, are the same as the first time."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.core import context, ratelimit
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class SignUpForm(SignupForm):
    """Registers an address once; its owner is told by mail of every further try."""

    def clean(self) -> dict[str, Any]:
        """Refuse one browser, or one address, that registers again and again.

        Counted by what tells people apart: a whole campus comes from one address of the network.
        """
        typed: dict[str, Any] = super().clean()
        if not self.errors:
            browser = context.request.META.get("CSRF_COOKIE", "")
            counted = {"signup_address": typed["email"], "signup_browser": browser}
            for action, key in counted.items():
                if key and not ratelimit.consume(context.request, action=action, key=key):
                    raise ValidationError(
                        _("Too many registrations from here, or of this address. Wait an hour.")
                    )
        return typed

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Make the account, or answer as if it had been made."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)  # type: ignore[no-any-return]
            except IntegrityError:
                # A second press of the button was faster: that one made the account.
                self.account_already_exists = True
        else:
            # A new account's password is hashed, which takes long enough to be measured.
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)  # type: ignore[no-any-return]
