"""A cohort's waiting list, and the approval of those who are next for a freed place."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_in_order
from trainees.applying.views import trails
from trainees.joining.actions import offers
from trainees.places.actions import vacancies
from trainees.selecting.actions import promotions
from trainees.selecting.forms.waiting_lists import ApproveForm, SkipForm
from trainees.selecting.models import Promotion, WaitingEntry
from trainees.selecting.reports import waiting_lists

RECENT = 20
SKIPPING = "skip_%s"  # two forms on one page


@requires("trainees.view_application")
@require_safe
def cohort_waiting(request: UserRequest, pk: int) -> HttpResponse:
    """Show who waits in order with what would stop each now, and who was promoted lately."""
    cohort = _find(pk)
    entries = WaitingEntry.objects.waiting().filter(cohort=cohort)
    stream = request.GET.get("stream", "")
    if stream.isdecimal():
        entries = entries.filter(stream=int(stream[:18]))
    related = entries.select_related("application__applicant", "application__call", "stream")
    page = page_in_order(related, request, "position")
    return office.page(
        request,
        "trainees/selecting/cohort_waiting.html",
        title=_("Waiting list"),
        trail=[trails.board(cohort)],
        cohort=cohort,
        page=page,
        rows=waiting_lists.rows(cohort, page.rows),
        stream=stream,
        streams=cohort.program.streams.all(),
        recent=Promotion.objects.filter(cohort=cohort).for_list()[:RECENT],
    )


@requires("trainees.publish_decisions")
@require_POST
def waiting_next(request: UserRequest, pk: int) -> HttpResponse:
    """Look for the next person for whom there is room, and propose or offer the place."""
    cohort = _find(pk)
    vacancies.note_by_hand(cohort, by=request.user)
    if promotions.run(cohort.program_id):
        messages.success(request, _("The next person for whom there is room was found."))
    else:
        messages.info(request, _("Nobody on the list can be offered a place now: see why below."))
    return redirect("admin:cohort_waiting", pk)


@requires("trainees.view_application")
@require_safe
def promotion_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show who was next, who came before them, and what stopped each of those."""
    return _detail(request, _find_promotion(pk))


@requires("trainees.publish_decisions")
@require_POST
def promotion_approve(request: UserRequest, pk: int) -> HttpResponse:
    promotion = _find_promotion(pk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _detail(request, promotion, approving=form)
    promotions.approve(promotion, by=request.user, **form.cleaned_data)
    messages.success(request, _("The place is offered; the mail is on its way."))
    return redirect("admin:cohort_waiting", promotion.cohort_id)


@requires("trainees.publish_decisions")
@require_POST
def promotion_skip(request: UserRequest, pk: int) -> HttpResponse:
    promotion = _find_promotion(pk)
    form = SkipForm(request.POST, auto_id=SKIPPING)
    if not form.is_valid():
        return _detail(request, promotion, skipping=form)
    promotions.skip(promotion, by=request.user, **form.cleaned_data)
    promotions.run(promotion.cohort.program_id)
    messages.success(request, _("Skipped; the person keeps their number on the list."))
    return redirect("admin:cohort_waiting", promotion.cohort_id)


def _find(pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.select_related("program"), pk=pk)


def _find_promotion(pk: int) -> Promotion:
    related = Promotion.objects.for_list().select_related(
        "cohort__program", "entry__application__call", "entry__application__applicant__user"
    )
    promotion = get_object_or_404(related, pk=pk)
    promotion.entry.application.cohort = promotion.cohort
    return promotion


def _detail(
    request: UserRequest,
    promotion: Promotion,
    approving: ApproveForm | None = None,
    skipping: SkipForm | None = None,
) -> HttpResponse:
    cohort = promotion.cohort
    passed = promotion.passed_over.select_related(
        "entry__application__applicant", "quota__stream", "quota__organisation", "line"
    )
    return office.page(
        request,
        "trainees/selecting/promotion_detail.html",
        title=_("Freed place"),
        trail=[trails.board(cohort), trails.waiting(cohort)],
        is_refused=bool(approving or skipping),
        cohort=cohort,
        promotion=promotion,
        passed=passed,
        lines=offers.cost_by_line([promotion.entry.application]),
        changes=promotion.changes(),
        approving=approving or ApproveForm(),
        skipping=skipping or SkipForm(auto_id=SKIPPING),
    )
