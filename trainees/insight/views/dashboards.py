"""The program lead's dashboards: enrolment against quota, the funnel, the budget.

Whoever works with applicants sees every number; small counts are hidden from everybody else, and
in what is handed out.
"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.programs.models import Program
from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest
from trainees.insight.forms.dashboards import DayForm
from trainees.insight.reports import dashboard as reports
from trainees.insight.reports.shared_dashboard import as_csv, shared
from trainees.places.reports import programs

# Who runs a program, or may open its applications, knows whom a small count would tell of.
SEES_SMALL_COUNTS = "courses.view_small_counts"


@requires("courses.view_dashboard")
@require_safe
def dashboard(request: UserRequest) -> HttpResponse:
    """Open a program's dashboard; say what to do where there is none."""
    program = programs.program_to_open()
    if program is None:
        return render(request, "trainees/insight/dashboard_empty.html")
    return redirect("trainees:program_dashboard", program.code)


@requires("courses.view_dashboard")
@require_safe
def program_dashboard(request: UserRequest, code: str) -> HttpResponse:
    """Show one program: charts, and beside each a table of the same numbers."""
    program = get_object_or_404(Program, code=code)
    asked = DayForm(request.GET)
    day = asked.cleaned_data["on"] if asked.is_valid() else None
    report = reports.build(program, day)
    return render(
        request,
        "trainees/insight/program_dashboard.html",
        {
            "report": report if request.user.has_perm(SEES_SMALL_COUNTS) else shared(report),
            "asked": asked,
            "programs": Program.objects.all(),
            "countries_in_chart": reports.COUNTRIES_IN_CHART,
        },
    )


@requires("courses.view_dashboard")
@require_safe
def dashboard_share(request: UserRequest, code: str) -> HttpResponse:
    """Show the tables of one program for printing and handing out, without small counts."""
    program = get_object_or_404(Program, code=code)
    context = {"report": shared(reports.build(program)), "at": timezone.now()}
    return render(request, "trainees/insight/dashboard_share.html", context)


@requires("courses.view_dashboard")
@require_safe
def dashboard_share_csv(request: UserRequest, code: str) -> HttpResponse:
    """Hand the same tables out as a file for a spreadsheet."""
    del request
    program = get_object_or_404(Program, code=code)
    name = f"{program.code}-{timezone.localdate().isoformat()}.csv"
    # The mark by which spreadsheets know the encoding.
    content = "\ufeff" + as_csv(shared(reports.build(program)))
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
