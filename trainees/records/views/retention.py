"""Kept data inside the administration: what falls due, what is held back, what was destroyed."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from courses.programs.models import Program
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.pages.http import UserRequest
from trainees.people.models import Applicant
from trainees.places.reports.programs import program_to_open
from trainees.records.actions import retention
from trainees.records.forms.retention import HoldForm
from trainees.records.models import RetentionHold, RetentionRule
from trainees.records.reports import retention as reports

START = "admin:retention_start"
PAGE = 100
PREVIEWED_DAYS = 365


@requires("trainees.view_retentionrule")
@require_safe
def retention_start(request: UserRequest) -> HttpResponse:
    """Open the program that is running; say what to do where there is none."""
    program = program_to_open()
    if program is not None:
        return redirect("admin:retention_overview", program.pk)
    return office.page(
        request, "trainees/records/retention_overview.html", title=_("Retention"), program=None
    )


@requires("trainees.view_retentionrule")
@require_safe
def retention_overview(request: UserRequest, pk: int) -> HttpResponse:
    """Show what falls due by each rule, who is passed over, and what was destroyed."""
    program = get_object_or_404(Program, pk=pk)
    return office.page(
        request,
        "trainees/records/retention_overview.html",
        title=_("Retention"),
        program=program,
        others=Program.objects.exclude(pk=pk),
        overview=reports.overview(program),
        longest=reports.LONGEST,
    )


@requires("trainees.view_retentionrule")
@require_safe
def retention_due(request: UserRequest, pk: int) -> HttpResponse:
    """Show which applications lose their data by a rule within a year, and on which day."""
    rule = get_object_or_404(RetentionRule.objects.select_related("program"), pk=pk)
    today = timezone.localdate()
    rows = reports.of_rule(rule, until=today + timedelta(days=PREVIEWED_DAYS))
    return office.page(
        request,
        "trainees/records/retention_due.html",
        title=_("What falls due"),
        trail=[office.crumb(_("Retention"), "admin:retention_overview", rule.program_id)],
        rule=rule,
        today=today,
        page=Paginator(rows, PAGE).get_page(request.GET.get("page")),
    )


def _hold(_thing: None, *, applicant: Applicant, reason: str, by: User, **_typed: str) -> None:
    retention.hold(applicant, reason=reason, by=by)


_HOLD = Act(
    title=gettext_lazy("Hold back"),
    form=HoldForm,
    act=_hold,
    said=gettext_lazy("Nothing about this person is destroyed until it is lifted."),
)


@requires("trainees.add_retentionhold")
def retention_hold(request: UserRequest) -> HttpResponse:
    return acts.take(request, _HOLD, None, Route([office.crumb(_("Retention"), START)]))


@requires("trainees.change_retentionhold")
@require_POST
def retention_lift(request: UserRequest, pk: int) -> HttpResponse:
    retention.lift(get_object_or_404(RetentionHold, pk=pk), by=request.user)
    messages.success(request, _("The hold is lifted; data that are due are destroyed tonight."))
    return redirect(START)
