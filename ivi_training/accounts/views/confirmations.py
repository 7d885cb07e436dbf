"""Confirming an address: a link that was used already leads on, a wrong one says what to do."""

from typing import Any

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.views import ConfirmEmailView
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

_SECONDS_A_DAY = 24 * 60 * 60


class ConfirmAddressView(ConfirmEmailView):
    """As allauth's, which answers "not found" to the second press of its button."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._go_on() if self._is_confirmed() else super().get(*args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._is_confirmed():
            return self._go_on()
        try:
            return super().post(*args, **kwargs)
        except Http404:
            # The link is too old or was cut: the page of the link says how to get another.
            return super().get(*args, **kwargs)

    def _go_on(self) -> HttpResponse:
        messages.info(self.request, _("This address is confirmed."))
        return redirect("trainees:workplace")

    def _is_confirmed(self) -> bool:
        try:
            pk = signing.loads(
                self.kwargs["key"],
                max_age=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS * _SECONDS_A_DAY,
                salt=app_settings.SALT,
            )
        except signing.BadSignature:
            return False
        return EmailAddress.objects.filter(pk=pk, verified=True).exists()


confirm_address = ConfirmAddressView.as_view()
