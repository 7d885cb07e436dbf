"""Joining and leaving the open online cohort, each with one button on the application's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.online.actions import online


@signed_in
@require_POST
def online_join(request: UserRequest, pk: int) -> HttpResponse:
    application = _find(request, pk)
    online.join(application)
    messages.success(request, _("You are enrolled in the online course."))
    return redirect("trainees:application_detail", pk)


@signed_in
@require_POST
def online_leave(request: UserRequest, pk: int) -> HttpResponse:
    application = _find(request, pk)
    online.leave(application, by=request.user)
    messages.success(request, _("You have left the online course."))
    return redirect("trainees:application_detail", pk)


def _find(request: UserRequest, pk: int) -> Application:
    """One's own application; anybody else's is not there."""
    mine = Application.objects.filter(applicant__user=request.user)
    return get_object_or_404(mine.select_related("call", "cohort", "applicant__user"), pk=pk)
