"""Allauth's addresses; each step of an account is made whole: account, confirmation and mail.

Its views write the account first and send the mail last. Whatever breaks between the two would
leave an account that nobody can confirm, and a page that says that a mail is on its way.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.urls import urlpatterns as of_allauth
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from ivi_training.accounts.views import confirmations

REAUTHENTICATE = "reauthenticate"


def whole(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Commit what a view wrote when it has answered, and nothing of it when it breaks."""

    @wraps(view)
    def step(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            try:
                return view(request, *args, **kwargs)
            except ImmediateHttpResponse as early:  # an answer, too: what it counted is kept
                return early.response

    return step


def all_whole(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = list(all_whole(pattern.url_patterns))
            yield URLResolver(
                pattern.pattern, inner, pattern.default_kwargs, pattern.app_name, pattern.namespace
            )
        elif REAUTHENTICATE in str(pattern.name):
            # It takes up the step that it interrupted, which has transactions of its own.
            yield pattern
        else:
            view = whole(pattern.callback)
            yield URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


urlpatterns = [
    path(
        "confirm-email/<str:key>/",
        whole(confirmations.confirm_address),
        name="account_confirm_email",
    ),
    *all_whole(of_allauth),
]
