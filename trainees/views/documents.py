"""Papers of an application: to their owner and to those who may read applications."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ivi_training.http import UserRequest
from ivi_training.permissions import signed_in
from ivi_training.views.files import attachment
from trainees.models import Application, Document


@signed_in
@require_safe
def document_download(request: UserRequest, pk: int) -> FileResponse:
    """Save one paper; anybody else's is not there."""
    readable = Application.objects.visible_to(request.user)
    return attachment(get_object_or_404(Document, pk=pk, application__in=readable))
