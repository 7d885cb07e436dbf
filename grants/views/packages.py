"""What a trainee costs by a support package, looked at before anybody is promised it."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grants.forms.packages import CostForm
from grants.models import SupportPackage
from grants.reports import packages
from ivi_training.http import UserRequest
from ivi_training.permissions import requires


@requires("grants.view_supportpackage")
@require_safe
def package_cost(request: UserRequest, pk: int) -> HttpResponse:
    """Show item by item what a trainee from a country in a cohort costs, and on which lines."""
    related = SupportPackage.objects.select_related("grant__program__vintage", "stream")
    package = get_object_or_404(related, pk=pk)
    form = CostForm(request.GET or None, package=package)
    back = reverse("admin:grants_supportpackage_change", args=[pk])
    asked: dict[str, Any] | None = form.cleaned_data if form.is_valid() else None
    context = {
        **admin.site.each_context(request),
        "title": _("What a trainee costs"),
        "package": package,
        "form": form,
        "sheet": packages.sheet(package, **asked) if asked else None,
        "asked": asked,
        "trail": [
            {"url": reverse("admin:grants_supportpackage_changelist"), "label": _("Packages")},
            {"url": back, "label": str(package)},
        ],
    }
    return render(request, "grants/package_cost.html", context, status=422 if form.errors else 200)
