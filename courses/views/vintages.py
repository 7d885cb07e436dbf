"""Lists of countries inside the administration: read into a draft, looked at, then published."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.actions import vintages
from courses.forms.vintages import VintageFileForm
from courses.models import ClassificationVintage
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

may_import = requires("courses.add_classificationvintage")


@may_import
def vintage_import(request: UserRequest) -> HttpResponse:
    """Read a file into a draft; one with a row that cannot be read is not kept."""
    form = VintageFileForm(request.POST or None, request.FILES or None)
    sheet = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sheet = data["sheet"]
        if not sheet.unread:
            facts = data["scheme"], data["code"], data["valid_from"]
            draft = vintages.keep_draft(*facts, sheet.groups)
            return redirect("admin:vintage_review", draft.pk)
    context = _page(_("Import a country list")) | {"form": form, "sheet": sheet}
    context |= admin.site.each_context(request)
    is_refused = form.errors or sheet is not None
    status = 422 if is_refused else 200
    return render(request, "courses/vintage_import.html", context, status=status)


@may_import
@require_safe
def vintage_review(request: UserRequest, pk: int) -> HttpResponse:
    """Show each change that a list makes, against the published one before it."""
    vintage = get_object_or_404(ClassificationVintage, pk=pk)
    before, changes = vintages.changes(vintage)
    context = _page(_("What %(code)s changes") % {"code": vintage.code}) | {
        "vintage": vintage,
        "count": vintage.rows.count(),
        "before": before,
        "changes": changes,
    }
    context |= admin.site.each_context(request)
    return render(request, "courses/vintage_review.html", context)


@may_import
@require_POST
def vintage_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Let people be judged by the list, for good."""
    vintage = get_object_or_404(ClassificationVintage, pk=pk)
    vintages.publish(vintage, by=request.user)
    messages.success(request, _("%(code)s is published; it stands.") % {"code": vintage.code})
    return redirect("admin:courses_classificationvintage_changelist")


@may_import
@require_POST
def vintage_discard(request: UserRequest, pk: int) -> HttpResponse:
    """Drop a draft that nobody was judged by."""
    vintage = get_object_or_404(ClassificationVintage, pk=pk)
    vintages.discard(vintage)
    messages.success(request, _("The draft of %(code)s is dropped.") % {"code": vintage.code})
    return redirect("admin:courses_classificationvintage_changelist")


def _page(title: str) -> dict[str, Any]:
    url = reverse("admin:courses_classificationvintage_changelist")
    return {"title": title, "trail": [{"url": url, "label": _("Vintages of country lists")}]}
