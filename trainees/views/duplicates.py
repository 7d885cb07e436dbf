"""Possible duplicates inside the administration: the pairs, and one pair side by side."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import duplicates
from trainees.forms.cases import ReasonForm
from trainees.models import Applicant, NotDuplicate
from trainees.reports import duplicates as reports

may_compare = requires("trainees.screen_application")


@may_compare
@require_safe
def duplicate_list(request: UserRequest) -> HttpResponse:
    """Show the pairs that look like one person, newest first."""
    context = {**admin.site.each_context(request), "title": _("Possible duplicates")}
    context |= {"pairs": reports.pairs(), "longest": reports.LONGEST}
    return render(request, "trainees/duplicate_list.html", context)


@may_compare
def duplicate_compare(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Compare two people field by field, and say for good that they are two."""
    rows = Applicant.objects.select_related("user")
    both = [get_object_or_404(rows, pk=key) for key in sorted((pk, other))]
    form = ReasonForm(request.POST or None)
    form.fields["reason"].help_text = _("How you know. For the record; no mail is sent.")
    if request.method == "POST" and form.is_valid():
        duplicates.keep_apart(*both, by=request.user, **form.cleaned_data)
        messages.success(request, _("They are kept as two people; the pair is not shown again."))
        return redirect("admin:duplicate_list")
    back = reverse("admin:duplicate_list")
    context = {
        **admin.site.each_context(request),
        "title": _("Are they one person?"),
        "trail": [{"url": back, "label": _("Possible duplicates")}],
        "back": back,
        "form": form,
        "both": both,
        "lines": reports.compared(*both),
        "applications": reports.applications_of(both),
        "known": NotDuplicate.objects.filter(first=both[0], second=both[1]).first(),
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/duplicate_compare.html", context, status=status)
