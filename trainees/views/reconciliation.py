"""Whether places, people and money agree, on one page; to read."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.reports import reconciliation


@requires("trainees.view_reconciliation")
@require_safe
def reconciliation_page(request: UserRequest) -> HttpResponse:
    """Show each cohort in numbers, and by name what does not agree and who must act."""
    context = {
        **admin.site.each_context(request),
        "title": _("Places, people and money"),
        "counts": reconciliation.counts(),
        "rows": reconciliation.rows(),
        "trail": [],
    }
    return render(request, "trainees/reconciliation.html", context)
