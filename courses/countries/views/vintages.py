"""Lists of countries inside the administration: read into a draft, looked at, then published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.countries.actions import vintages
from courses.countries.forms.vintages import VintageFileForm
from courses.countries.models import ClassificationVintage
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest

LIST = "admin:courses_classificationvintage_changelist"
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
            draft = vintages.save_draft(*facts, sheet)
            return redirect("admin:vintage_review", draft.pk)
    return office.page(
        request,
        "courses/countries/vintage_import.html",
        title=_("Import a country list"),
        trail=[_every()],
        form=form,
        is_refused=sheet is not None,
        sheet=sheet,
    )


@may_import
@require_safe
def vintage_review(request: UserRequest, pk: int) -> HttpResponse:
    """Show each change that a list makes, against the published one before it."""
    vintage = get_object_or_404(ClassificationVintage, pk=pk)
    before, changes = vintages.changes(vintage)
    return office.page(
        request,
        "courses/countries/vintage_review.html",
        title=_("What %(code)s changes") % {"code": vintage.code},
        trail=[_every()],
        vintage=vintage,
        count=vintage.rows.count(),
        before=before,
        changes=changes,
    )


@may_import
@require_POST
def vintage_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Let people be judged by the list, for good."""
    vintage = get_object_or_404(ClassificationVintage, pk=pk)
    vintages.publish(vintage, by=request.user)
    messages.success(
        request, _("%(code)s is published and can no longer be changed.") % {"code": vintage.code}
    )
    return redirect(LIST)


@may_import
@require_POST
def vintage_discard(request: UserRequest, pk: int) -> HttpResponse:
    """Drop a draft that nobody was judged by."""
    vintage = get_object_or_404(ClassificationVintage, pk=pk)
    vintages.discard(vintage)
    messages.success(request, _("The draft of %(code)s is deleted.") % {"code": vintage.code})
    return redirect(LIST)


def _every() -> Crumb:
    return office.crumb(_("Vintages of country lists"), LIST)
