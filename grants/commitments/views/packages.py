"""What a trainee costs by a support package, looked at before anybody is promised it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.commitments.forms.packages import CostForm
from grants.commitments.models import SupportPackage
from grants.commitments.reports import packages
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest


@requires("grants.view_supportpackage")
@require_safe
def package_cost(request: UserRequest, pk: int) -> HttpResponse:
    """Show item by item what a trainee from a country in a cohort costs, and on which lines."""
    related = SupportPackage.objects.select_related("grant__program__vintage", "stream")
    package = get_object_or_404(related, pk=pk)
    form = CostForm(request.GET or None, package=package)
    asked: dict[str, Any] | None = form.cleaned_data if form.is_valid() else None
    return office.page(
        request,
        "grants/commitments/package_cost.html",
        title=_("What a trainee costs"),
        package=package,
        form=form,
        sheet=packages.sheet(package, **asked) if asked else None,
        asked=asked,
        trail=[
            office.crumb(_("Packages"), "admin:grants_supportpackage_changelist"),
            office.crumb(str(package), "admin:grants_supportpackage_change", pk),
        ],
    )
