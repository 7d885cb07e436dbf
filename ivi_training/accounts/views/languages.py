"""The reader's language: kept in a cookie, and on the account of whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language

from ivi_training.accounts.actions import accounts
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import public


@public
@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """Change the language and go back to the page, which must be one of ours."""
    response = set_language(request)
    if isinstance(request.user, User):
        accounts.save_language(request.user, request.POST.get(LANGUAGE_QUERY_PARAMETER, ""))
    return response
