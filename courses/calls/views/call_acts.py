"""The steps of a call inside the administration: publish, extend, cancel."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from courses.calls.actions import calls
from courses.calls.forms.calls import CallExtensionForm, CancellationForm
from courses.calls.models import Call
from courses.calls.views import trails
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act, Route
from ivi_training.pages.http import UserRequest

_EXTEND = Act(
    title=_("Extend the deadline"),
    form=CallExtensionForm,
    told=lambda call: {"initial": {"closes_at": call.closes_at}},
    act=calls.extend,
    said=_("The deadline is moved; the old one stays in the history."),
)
_CANCEL = Act(
    title=_("Cancel the call"),
    form=CancellationForm,
    act=calls.cancel,
    said=_("Cancelled. It is no longer shown."),
)


@requires("courses.change_call")
@require_POST
def call_publish(request: UserRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(Call, pk=pk)
    calls.publish(call, by=request.user)
    messages.success(request, _("Published. It opens and closes by the clock."))
    return redirect("admin:courses_call_change", pk)


@requires("courses.change_call")
def call_extend(request: UserRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(Call, pk=pk)
    return acts.take(request, _EXTEND, call, Route([trails.call(call)]))


@requires("courses.change_call")
def call_cancel(request: UserRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(Call, pk=pk)
    return acts.take(request, _CANCEL, call, Route([trails.call(call)]))
