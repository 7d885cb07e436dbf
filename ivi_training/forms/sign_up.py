"""Registering twice: the page, and the work behind it, are the same as the first time."""

from typing import Any

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse


class SignUpForm(SignupForm):
    """Registers an address once; its owner is told by mail of every further try."""

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
