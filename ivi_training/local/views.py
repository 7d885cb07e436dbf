"""The mailbox: what the mail catcher keeps, so that a link in a mail can be followed; codes."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ivi_training.guards.permissions import public
from ivi_training.local import codes, mailbox

SHOWN = 100


@public
@require_safe
def mailbox_list(request: HttpRequest) -> HttpResponse:
    _refuse_without_catcher()
    context = {"letters": mailbox.latest(SHOWN), "count": len(mailbox.keys())}
    return render(request, "local/mailbox_list.html", context)


@public
@require_safe
def mailbox_detail(request: HttpRequest, key: str) -> HttpResponse:
    _refuse_without_catcher()
    letter = mailbox.find(key)
    if letter is None:
        raise Http404
    return render(request, "local/mailbox_detail.html", {"letter": letter})


@public
@require_safe
def code_list(request: HttpRequest) -> HttpResponse:
    """The codes that the phones of the demonstration's people would show now."""
    _refuse_without_catcher()
    context = {"codes": codes.present(), "seconds": codes.seconds_left()}
    return render(request, "local/code_list.html", context)


@public
@require_POST
def mailbox_clear(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    _refuse_without_catcher()
    mailbox.clear()
    return redirect("local:mailbox_list")


def _refuse_without_catcher() -> None:
    if not (settings.DEBUG and settings.MAIL_CATCHER):
        raise Http404
