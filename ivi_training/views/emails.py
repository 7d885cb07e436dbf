"""The steps of one mail inside the administration: send it again, or cancel it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.actions import emails
from ivi_training.http import UserRequest
from ivi_training.models import OutgoingEmail
from ivi_training.permissions import requires

CHANGE_PAGE = "admin:ivi_training_outgoingemail_change"


@requires("ivi_training.resend_outgoingemail")
@require_POST
def email_resend(request: UserRequest, pk: int) -> HttpResponse:
    """Queue the mail again."""
    email = get_object_or_404(OutgoingEmail, pk=pk)
    emails.resend(email, by=request.user)
    messages.success(request, _("Queued. It leaves within a minute if the mail server takes it."))
    return redirect(CHANGE_PAGE, pk)


@requires("ivi_training.resend_outgoingemail")
@require_POST
def email_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Take the mail out of the queue."""
    email = get_object_or_404(OutgoingEmail, pk=pk)
    emails.cancel(email, by=request.user)
    messages.success(request, _("Cancelled. It will not be sent."))
    return redirect(CHANGE_PAGE, pk)
