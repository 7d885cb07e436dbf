"""Kept data inside the administration: what falls due, what is held back, what was destroyed."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.models import Program
from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import retention
from trainees.forms.retention import HoldForm
from trainees.models import RetentionHold, RetentionRule
from trainees.reports import retention as reports
from trainees.reports.dashboard import program_to_open

PAGE = 100
PREVIEWED_DAYS = 365


@requires("trainees.view_retentionrule")
@require_safe
def retention_start(request: UserRequest) -> HttpResponse:
    """Open the program that is running; say what to do where there is none."""
    program = program_to_open()
    if program is not None:
        return redirect("admin:retention_overview", program.pk)
    context = {**admin.site.each_context(request), "title": _("Retention"), "program": None}
    return render(request, "trainees/retention_overview.html", context)


@requires("trainees.view_retentionrule")
@require_safe
def retention_overview(request: UserRequest, pk: int) -> HttpResponse:
    """Show what falls due by each rule, who is passed over, and what was destroyed."""
    program = get_object_or_404(Program, pk=pk)
    context = {
        **admin.site.each_context(request),
        "title": _("Retention"),
        "program": program,
        "others": Program.objects.exclude(pk=pk),
        "overview": reports.overview(program),
        "longest": reports.LONGEST,
    }
    return render(request, "trainees/retention_overview.html", context)


@requires("trainees.view_retentionrule")
@require_safe
def retention_due(request: UserRequest, pk: int) -> HttpResponse:
    """Show which applications lose their data by a rule within a year, and on which day."""
    rule = get_object_or_404(RetentionRule.objects.select_related("program"), pk=pk)
    today = timezone.localdate()
    rows = reports.of_rule(rule, until=today + timedelta(days=PREVIEWED_DAYS))
    url = reverse("admin:retention_overview", args=[rule.program_id])
    context = {
        **admin.site.each_context(request),
        "title": _("What falls due"),
        "trail": [{"url": url, "label": _("Retention")}],
        "rule": rule,
        "today": today,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "trainees/retention_due.html", context)


@requires("trainees.add_retentionhold")
def retention_hold(request: UserRequest) -> HttpResponse:
    """Hold everything about a person back, for a reason."""
    form = HoldForm(request.POST or None)
    back = reverse("admin:retention_start")
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        retention.hold(data["applicant"], reason=data["reason"], by=request.user)
        messages.success(request, _("Nothing about this person is destroyed until it is lifted."))
        return redirect(back)
    context = {
        **admin.site.each_context(request),
        "title": _("Hold back"),
        "trail": [{"url": back, "label": _("Retention")}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)


@requires("trainees.change_retentionhold")
@require_POST
def retention_lift(request: UserRequest, pk: int) -> HttpResponse:
    """Let the rules have their way again."""
    retention.lift(get_object_or_404(RetentionHold, pk=pk), by=request.user)
    messages.success(request, _("The hold is lifted; what is due goes in the night to come."))
    return redirect("admin:retention_start")
