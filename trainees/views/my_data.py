"""A person's own data: to see, to correct, to take along."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ivi_training.http import UserRequest
from ivi_training.models import DataExport, Erasure
from ivi_training.permissions import signed_in
from ivi_training.statuses import ExportStatus
from ivi_training.views.files import attachment
from trainees.actions import data_exports
from trainees.errors import ExportGone
from trainees.models import Applicant, Application, Correction
from trainees.reports.my_data import held
from trainees.reports.retention import kept_until
from trainees.statuses import ApplicationStatus


@signed_in
@require_safe
def my_data(request: UserRequest) -> HttpResponse:
    """Show everything held about oneself, and what one can do about it."""
    mine = Application.objects.live().filter(applicant__user=request.user)
    applications = mine.select_related("call").order_by("-pk")
    kinds = held(request.user)
    context = {
        "kinds": [kind for kind in kinds if kind.records],
        "absent": [kind.title for kind in kinds if not kind.records],
        "erasure": Erasure.objects.filter(user=request.user).first(),
        "is_applicant": Applicant.objects.filter(user=request.user).exists(),
        "correction": Correction.objects.filter(applicant__user=request.user).first(),
        "kept": kept_until(request.user),
        "export": DataExport.objects.filter(user=request.user).first(),
        "drafts": [one for one in applications if one.is_editable],
        "withdrawable": [one for one in applications if one.can_move(ApplicationStatus.WITHDRAWN)],
    }
    return render(request, "trainees/my_data.html", context)


@signed_in
@require_POST
def data_export_ask(request: UserRequest) -> HttpResponse:
    """Have a copy of one's data made."""
    data_exports.ask(request.user)
    messages.success(request, _("We are making the copy, and write to you when it is ready."))
    return redirect("trainees:my_data")


@signed_in
@require_safe
def data_export_save(request: UserRequest, pk: int) -> FileResponse:
    """Save one's own copy while it exists; anybody else's is not there."""
    export = get_object_or_404(
        DataExport.objects.exclude(status=ExportStatus.ASKED), pk=pk, user=request.user
    )
    if not export.is_ready:
        raise ExportGone(
            _("A copy is kept for a week."), then=[_("Ask for a new one on the page “My data”.")]
        )
    return attachment(export)
