"""Whether places, people and money agree, on one page; to read."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest
from trainees.costs.reports import reconciliation


@requires("trainees.view_reconciliation")
@require_safe
def reconciliation_page(request: UserRequest) -> HttpResponse:
    """Show each cohort in numbers, and by name what does not agree and who must act."""
    return office.page(
        request,
        "trainees/costs/reconciliation.html",
        title=_("Places, people and money"),
        counts=reconciliation.counts(),
        rows=reconciliation.rows(),
    )
