"""A person's own data: to see, to correct, to take along."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ivi_training.accounts.models import DataExport, Erasure
from ivi_training.accounts.statuses import ExportStatus
from ivi_training.files.views.files import attachment
from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.people.models import Applicant
from trainees.records.actions import data_exports
from trainees.records.errors import ExportGone
from trainees.records.models import Correction
from trainees.records.reports.my_data import data_of
from trainees.records.reports.retention import retention_ends


@signed_in
@require_safe
def my_data(request: UserRequest) -> HttpResponse:
    mine = Application.objects.live().filter(applicant__user=request.user)
    applications = mine.select_related("call").order_by("-pk")
    kinds = data_of(request.user)
    context = {
        "kinds": [kind for kind in kinds if kind.records],
        "absent": [kind.title for kind in kinds if not kind.records],
        "erasure": Erasure.objects.filter(user=request.user).first(),
        "is_applicant": Applicant.objects.filter(user=request.user).exists(),
        "correction": Correction.objects.filter(applicant__user=request.user).first(),
        "kept": retention_ends(request.user),
        "export": DataExport.objects.filter(user=request.user).first(),
        "drafts": [one for one in applications if one.is_editable],
        "withdrawable": [one for one in applications if one.can_move(ApplicationStatus.WITHDRAWN)],
    }
    return render(request, "trainees/records/my_data.html", context)


@signed_in
@require_POST
def data_export_ask(request: UserRequest) -> HttpResponse:
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
