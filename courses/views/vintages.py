"""A year's income groups inside the administration: look at what a file changes, then publish."""

from datetime import date

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import vintages
from courses.forms.vintages import PublishVintageForm, VintageFileForm
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

may_import = requires("courses.add_classificationvintage")


@may_import
def vintage_import(request: UserRequest) -> HttpResponse:
    """Read a file and show each change that it makes; nothing is kept."""
    form = VintageFileForm(request.POST or None, request.FILES or None)
    context = {
        **admin.site.each_context(request),
        "title": _("Import income groups"),
        "trail": [
            {
                "url": reverse("admin:courses_classificationvintage_changelist"),
                "label": _("Income-group vintages"),
            }
        ],
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        before, changes = vintages.changes(data["sheet"].groups, data["valid_from"])
        context |= {"sheet": data["sheet"], "before": before, "changes": changes}
        context |= {"signed": form.signed(), "code": data["code"]}
    status = 422 if form.errors else 200
    return render(request, "courses/vintage_import.html", context, status=status)


@may_import
@require_POST
def vintage_publish(request: UserRequest) -> HttpResponse:
    """Keep the list that was looked at, for good."""
    form = PublishVintageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Upload the file again and look at it once more."))
        return redirect("admin:vintage_import")
    code, valid_from, groups = form.cleaned_data["signed"]
    vintages.publish(code, date.fromisoformat(valid_from), groups)
    messages.success(request, _("%(code)s is published; it stands.") % {"code": code})
    return redirect("admin:courses_classificationvintage_changelist")
