"""Files of a grant for others: its transactions as the international standard has them."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from grants.awards.models import Grant
from grants.settling.reports.iati import iati_xml
from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest


@requires("grants.view_ledgerentry")
@require_safe
def grant_iati(request: UserRequest, pk: int) -> StreamingHttpResponse:
    """Hand out the transactions in the terms of IATI; no person and no payee is named."""
    del request
    grant = get_object_or_404(Grant.objects.select_related("program"), pk=pk)
    return StreamingHttpResponse(
        iati_xml(grant),
        content_type="application/xml",
        headers={
            "Content-Disposition": content_disposition_header(True, f"{grant.code}-iati.xml") or ""
        },
    )
