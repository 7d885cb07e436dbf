"""The steps of one mail inside the administration: send it again, or cancel it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.outbox.actions import emails
from ivi_training.outbox.models import MailPause, OutgoingEmail
from ivi_training.pages.http import UserRequest

CHANGE_PAGE = "admin:ivi_training_outgoingemail_change"
LIST = "admin:ivi_training_outgoingemail_changelist"
_END_PAUSE = Act(
    title=gettext_lazy("Send mail again"),
    about=gettext_lazy(
        "The mail server refuses us, or refuses one mail after the other in the same words. "
        "Nothing is lost: all mails wait. Once the cause is mended, send them on; if the server "
        "still refuses, the queue stops again by itself."
    ),
    confirm=gettext_lazy("Send now"),
    act=emails.end_pause,
    said=lambda number: (
        ngettext("%d mail is sent on now.", "%d mails are sent on now.", number) % number
    ),
)


@requires("ivi_training.resend_outgoingemail")
@require_POST
def email_resend(request: UserRequest, pk: int) -> HttpResponse:
    email = get_object_or_404(OutgoingEmail, pk=pk)
    emails.resend(email, by=request.user)
    messages.success(request, _("Queued. It leaves within a minute if the mail server takes it."))
    return redirect(CHANGE_PAGE, pk)


@requires("ivi_training.resend_outgoingemail")
@require_POST
def email_cancel(request: UserRequest, pk: int) -> HttpResponse:
    email = get_object_or_404(OutgoingEmail, pk=pk)
    emails.cancel(email, by=request.user)
    messages.success(request, _("Cancelled. It will not be sent."))
    return redirect(CHANGE_PAGE, pk)


@requires("ivi_training.resend_outgoingemail")
def mail_resume(request: UserRequest) -> HttpResponse:
    """Say why no mail is being sent, and take sending up again."""
    pause = MailPause.objects.first()
    if pause is None:
        messages.info(request, _("Mail is being sent."))
        return redirect(LIST)
    route = Route([office.crumb(_("Outgoing e-mails"), LIST)])
    return acts.take(request, _END_PAUSE, pause, route, lead=pause.reason)
