"""Papers: to their owner and to those who may read them, whoever else may open the application."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ivi_training.files.views.files import attachment
from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying import documents
from trainees.applying.models import Application, Document


@signed_in
@require_safe
def document_download(request: UserRequest, pk: int) -> FileResponse:
    """Save one paper; anybody else's is not there."""
    return attachment(get_object_or_404(Document.objects.readable_by(request.user), pk=pk))


@signed_in
@require_safe
def application_receipt(request: UserRequest, pk: int) -> HttpResponse:
    handed_in = Application.objects.received().filter(applicant__user=request.user)
    related = handed_in.select_related("applicant", "call", "cohort__program")
    application = get_object_or_404(related, pk=pk)
    receipt = documents.receipt(application, zone=request.GET.get("zone", ""))
    name = f"{application.reference}.pdf"
    return HttpResponse(
        receipt,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, name) or ""},
    )
