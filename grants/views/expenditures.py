"""Finance pages: recording a payment with its evidence, and approving somebody else's."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.actions import expenditures
from grants.forms.expenditures import ExpenditureForm, SendBackForm
from grants.models import BudgetLine, Evidence, Expenditure
from grants.statuses import ExpenditureStatus
from ivi_training.http import UserRequest
from ivi_training.pages import page_of
from ivi_training.permissions import requires
from ivi_training.views.files import attachment


@requires("grants.view_expenditure")
@require_safe
def expenditure_list(request: UserRequest) -> HttpResponse:
    """Show the newest expenditures, and the lines they are drawn on."""
    rows = Expenditure.objects.for_list()
    return render(
        request,
        "grants/expenditure_list.html",
        {
            "page": page_of(rows, request),
            "lines": BudgetLine.objects.select_related("grant__program", "category").order_by(
                "grant", "code"
            ),
        },
    )


@requires("grants.add_expenditure")
def expenditure_record(request: UserRequest) -> HttpResponse:
    """Write a payment down and hand it in for approval."""
    form = ExpenditureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        made = expenditures.record(by=request.user, **form.cleaned_data)
        messages.success(request, _("Recorded, and waiting for another person's approval."))
        return redirect("grants:expenditure_detail", made.pk)
    return _form_page(request, form)


@requires("grants.change_expenditure")
def expenditure_change(request: UserRequest, pk: int) -> HttpResponse:
    """Correct one's own expenditure that was sent back, and hand it in again."""
    draft = get_object_or_404(
        Expenditure, pk=pk, status=ExpenditureStatus.DRAFT, recorded_by=request.user
    )
    form = ExpenditureForm(request.POST or None, request.FILES or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        expenditures.correct(
            form.save(commit=False), form.cleaned_data["evidence"], by=request.user
        )
        messages.success(request, _("Handed in again."))
        return redirect("grants:expenditure_detail", draft.pk)
    return _form_page(request, form)


@requires("grants.view_expenditure")
@require_safe
def expenditure_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a payment with its evidence, its history and what an approval would do."""
    return _detail(request, _find(pk), SendBackForm())


@requires("grants.approve_expenditure")
@require_POST
def expenditure_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Post somebody else's payment to the ledger."""
    expenditures.approve(_find(pk), by=request.user)
    messages.success(request, _("Approved: the budget line has moved."))
    return redirect("grants:expenditure_detail", pk)


@requires("grants.approve_expenditure")
@require_POST
def expenditure_send_back(request: UserRequest, pk: int) -> HttpResponse:
    """Return it to the person who recorded it."""
    expenditure, form = _find(pk), SendBackForm(request.POST)
    if not form.is_valid():
        return _detail(request, expenditure, form)
    expenditures.send_back(expenditure, by=request.user, **form.cleaned_data)
    messages.success(request, _("Sent back."))
    return redirect("grants:expenditure_detail", pk)


@requires("grants.view_evidence")
@require_safe
def evidence_download(request: UserRequest, pk: int) -> FileResponse:  # noqa: ARG001 - checked above
    """Save one paper."""
    return attachment(get_object_or_404(Evidence, pk=pk))


def _find(pk: int) -> Expenditure:
    return get_object_or_404(Expenditure.objects.for_list(), pk=pk)


def _form_page(request: UserRequest, form: ExpenditureForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "grants/expenditure_form.html", {"form": form}, status=status)


def _detail(request: UserRequest, expenditure: Expenditure, form: SendBackForm) -> HttpResponse:
    is_waiting = expenditure.status == ExpenditureStatus.SUBMITTED
    may_approve = request.user.has_perm("grants.approve_expenditure")
    is_own = expenditure.recorded_by_id == request.user.pk
    return render(
        request,
        "grants/expenditure_detail.html",
        {
            "expenditure": expenditure,
            "evidence": expenditure.evidence.all(),
            "entries": expenditure.entries.all(),
            "changes": expenditure.changes(),
            "form": form,
            "can_approve": is_waiting and may_approve and not is_own,
            "is_own": is_own,
            "can_change": is_own and expenditure.status == ExpenditureStatus.DRAFT,
        },
        status=422 if form.errors else 200,
    )
