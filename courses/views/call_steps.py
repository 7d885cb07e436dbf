"""The steps of a call inside the administration: publish, extend, cancel."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import calls
from courses.forms.calls import CancellationForm, ExtensionForm
from courses.models import Call
from ivi_training.http import UserRequest
from ivi_training.permissions import requires


@requires("courses.change_call")
@require_POST
def call_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Show the call to everybody."""
    call = get_object_or_404(Call, pk=pk)
    calls.publish(call, by=request.user)
    messages.success(request, _("Published. It opens and closes by the clock."))
    return redirect("admin:courses_call_change", pk)


@requires("courses.change_call")
def call_extend(request: UserRequest, pk: int) -> HttpResponse:
    """Move the deadline later."""
    call = get_object_or_404(Call, pk=pk)
    form = ExtensionForm(request.POST or None, initial={"closes_at": call.closes_at})
    if request.method == "POST" and form.is_valid():
        calls.extend(call, by=request.user, **form.cleaned_data)
        messages.success(request, _("The deadline is moved; the old one stays in the history."))
        return redirect("admin:courses_call_change", pk)
    return _page(request, call, form, _("Extend the deadline"))


@requires("courses.change_call")
def call_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw the call."""
    call = get_object_or_404(Call, pk=pk)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        calls.cancel(call, by=request.user, **form.cleaned_data)
        messages.success(request, _("Cancelled. It is no longer shown."))
        return redirect("admin:courses_call_change", pk)
    return _page(request, call, form, _("Cancel the call"))


def _page(request: UserRequest, call: Call, form: forms.Form, title: str | Promise) -> HttpResponse:
    back = reverse("admin:courses_call_change", args=[call.pk])
    context = {
        **admin.site.each_context(request),
        "title": title,
        "trail": [{"url": back, "label": call.title}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)
