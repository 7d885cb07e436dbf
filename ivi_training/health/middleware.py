"""What happens around every view: health first, languages, private pages uncached, rules."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from pghistory.middleware import HistoryMiddleware

from ivi_training.files import apart
from ivi_training.guards.errors import RuleBroken
from ivi_training.health.views.health import healthz

Respond = Callable[[HttpRequest], HttpResponse]

# What a browser sends is in this. Others decode bytes into whatever, or are no encoding of text.
ENCODINGS = {"utf-8", "utf8"}


def health_first(get_response: Respond) -> Respond:
    """Answer for our health before anything asks who is there: only the database knows that."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == reverse("healthz"):
            return healthz(request)
        return get_response(request)

    return middleware


def note_arrival(get_response: Respond) -> Respond:
    """Note when a request came, before its body is read: on a slow line an upload takes minutes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.arrived_at = timezone.now()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def one_wait_for_files(get_response: Respond) -> Respond:
    """Let all files of a request be read in the time of one: the page waits for them all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with apart.one_budget(settings.PARSING["wall_seconds"]):
            return get_response(request)

    return middleware


def refuse_unreadable(get_response: Respond) -> Respond:
    """Refuse an address, a cookie or a header with a NUL, which no column of the database holds.

    Forms refuse it by themselves, in a sentence beside the field.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ENCODINGS:
            raise BadRequest("An encoding that is not taken.")
        if any("\0" in text for text in _outside_of_the_body(request)):
            raise BadRequest("A NUL outside of the body.")
        return get_response(request)

    return middleware


def _outside_of_the_body(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    for name, values in request.GET.lists():
        yield from (name, *values)
    # A value in quotes may spell any sign as a number, so the header alone does not show it.
    yield from request.COOKIES.values()
    yield from (value for name, value in request.META.items() if name.startswith("HTTP_"))


def account_language(get_response: Respond) -> Respond:
    """Show pages in the language kept on the account, over the one the browser asks for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return get_response(request)

    return middleware


def no_store(get_response: Respond) -> Respond:
    """Keep what a signed-in person sees out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware


class RoleHistoryMiddleware(HistoryMiddleware):
    """Names who changed what is set up: people with a role, for nobody else can.

    Not for speed (measured: 3 %, ADR 43): the histories say who set up what, and the key and the
    page of an applicant would stay in them after an erasure.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        may_set_up = user.is_superuser or getattr(user, "has_roles", False)
        respond = super().__call__ if may_set_up else self.get_response
        response: HttpResponse = respond(request)
        return response


class RuleBrokenMiddleware:
    """Turns a refused step into a plain page (409): what was refused and what comes next."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a rule; leave every other exception to Django."""
        if not isinstance(exception, RuleBroken):
            return None
        return render(request, "rule_broken.html", {"refusal": exception}, status=409)
