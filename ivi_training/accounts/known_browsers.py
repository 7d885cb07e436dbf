"""Browsers in which somebody has signed in before: strangers cannot lock their owner out there."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known_browser"
_SALT = "ivi_training.accounts.known_browsers"
_MOST = 5  # accounts of one browser; the oldest is forgotten
_SECONDS = 365 * 24 * 3600


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether this browser carries our own word that this account was opened in it."""
    return _mark(email) in _marks(request)


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Give the browser a signed word that names no address."""
    marks = [mark for mark in _marks(request) if mark != _mark(email)]
    response.set_cookie(
        COOKIE,
        signing.dumps([*marks, _mark(email)][-_MOST:], salt=_SALT),
        max_age=_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    try:
        return list(signing.loads(request.COOKIES[COOKIE], salt=_SALT, max_age=_SECONDS))
    except (KeyError, signing.BadSignature):
        return []


def _mark(email: str) -> str:
    return salted_hmac(_SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:20]
