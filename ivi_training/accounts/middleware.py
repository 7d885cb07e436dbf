"""Sessions end by themselves; whoever has a role sets up a second factor before anything else."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ivi_training.accounts.actions import second_factors
from ivi_training.accounts.authentication import may_have_role

# The pages of an account itself: there it is set up, and one signs out.
OPEN = ("allauth.", "ivi_training.accounts.")
BEGAN, SEEN = "began_at", "seen_at"
# A page that follows another at once is not written down: that would be a statement for each.
_SECONDS_BETWEEN_NOTES = 60


def end_old_sessions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who was away too long, or signed in too long ago; with a role both are shorter."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            is_staff = may_have_role(user)
            idle, whole = settings.SESSION_SECONDS_STAFF if is_staff else settings.SESSION_SECONDS
            now, session = time.time(), request.session
            began, seen = session.get(BEGAN, now), session.get(SEEN, 0)
            if seen and (now - seen > idle or now - began > whole):
                logout(request)
                messages.info(request, _("You were signed out for safety. Sign in to go on."))
            elif now - seen > _SECONDS_BETWEEN_NOTES:
                session[BEGAN], session[SEEN] = began, now
        return get_response(request)

    return middleware


class SecondFactorMiddleware:
    """Leads a person with a role and without a second factor to the page that sets one up.

    A stolen password of an officer opens everything that the officer sees.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse all but what strangers see, too, and the pages of the account."""
        del args, kwargs
        user = request.user
        if not (user.is_authenticated and may_have_role(user)):
            return None
        if not getattr(view, "login_required", True) or view.__module__.startswith(OPEN):
            return None
        return None if second_factors.is_enough(request) else redirect("mfa_index")
