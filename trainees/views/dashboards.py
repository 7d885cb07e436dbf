"""The program lead's dashboards: enrolment against quota, the funnel, the budget."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from courses.models import Program
from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.forms.dashboards import DayForm
from trainees.reports import dashboard as reports


@requires("courses.view_dashboard")
@require_safe
def dashboard(request: UserRequest) -> HttpResponse:
    """Open a program's dashboard; say what to do where there is none."""
    program = reports.program_to_open()
    if program is None:
        return render(request, "trainees/dashboard_empty.html")
    return redirect("trainees:program_dashboard", program.code)


@requires("courses.view_dashboard")
@require_safe
def program_dashboard(request: UserRequest, code: str) -> HttpResponse:
    """Show one program: charts, and beside each a table of the same numbers."""
    program = get_object_or_404(Program, code=code)
    asked = DayForm(request.GET)
    day = asked.cleaned_data["on"] if asked.is_valid() else None
    return render(
        request,
        "trainees/program_dashboard.html",
        {
            "report": reports.build(program, day),
            "asked": asked,
            "programs": Program.objects.all(),
            "countries_in_chart": reports.COUNTRIES_IN_CHART,
        },
    )
