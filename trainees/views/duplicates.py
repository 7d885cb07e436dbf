"""Possible duplicates inside the administration: the pairs, one side by side, made one."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import duplicates, people
from trainees.forms.cases import ReasonForm
from trainees.forms.people import PeopleForm
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
    context = {
        **admin.site.each_context(request),
        "title": _("Are they one person?"),
        **_way_back(),
        "form": form,
        "both": both,
        "lines": reports.compared(*both),
        "applications": reports.applications_of(both),
        "known": NotDuplicate.objects.filter(first=both[0], second=both[1]).first(),
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/duplicate_compare.html", context, status=status)


@requires("trainees.merge_applicant")
def people_merge(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Make two accounts one: which facts are right, what moves, then the step itself."""
    rows = Applicant.objects.filter(merged=None).select_related("user")
    both = [get_object_or_404(rows, pk=key) for key in sorted((pk, other))]
    form = PeopleForm(request.POST or None, both=both)
    context = {**admin.site.each_context(request), "title": _("Merge two accounts")}
    context |= {"form": form, "both": both, **_way_back(*both)}
    if request.method == "POST" and form.is_valid():
        goes, stays = form.goes_and_stays()
        if request.POST.get("confirmed") == form.chosen:
            reason = form.cleaned_data["reason"]
            people.merge(goes, stays, right=form.right(), reason=reason, by=request.user)
            messages.success(request, _("They are one account now; the person is told."))
            return redirect("admin:trainees_applicant_change", stays.pk)
        context["plan"] = people.plan(goes, stays)
    status = 422 if form.errors else 200
    return render(request, "trainees/people_merge.html", context, status=status)


def _way_back(*both: Applicant) -> dict[str, Any]:
    """To the list, and from a merge to the comparison."""
    url = reverse("admin:duplicate_list")
    trail = [{"url": url, "label": _("Possible duplicates")}]
    if both:
        url = reverse("admin:duplicate_compare", args=[one.pk for one in both])
        trail.append({"url": url, "label": _("Are they one person?")})
    return {"trail": trail, "back": url}
