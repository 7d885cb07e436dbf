"""Files of a grant for others: its transactions as the international standard has them."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from grants.models import Grant
from grants.reports.iati import iati_xml
from ivi_training.http import UserRequest
from ivi_training.permissions import requires


@requires("grants.view_ledgerentry")
@require_safe
def grant_iati(request: UserRequest, pk: int) -> StreamingHttpResponse:
    """Hand out the transactions in the terms of IATI; no person and no payee is named."""
    del request
    grant = get_object_or_404(Grant.objects.select_related("program"), pk=pk)
    return StreamingHttpResponse(
        iati_xml(grant),
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{grant.code}-iati.xml"'},
    )
