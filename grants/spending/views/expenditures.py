"""Finance pages: recording a payment with its evidence, and approving somebody else's."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grants.awards.models import BudgetLine
from grants.spending.actions import approvals, evidence, expenditures, funding_shares
from grants.spending.forms.expenditure_filters import FilterForm
from grants.spending.forms.expenditures import ExpenditureForm, PaperForm, SendBackForm
from grants.spending.models import Evidence, Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.files.views.files import attachment
from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of


@requires("grants.view_expenditure")
@require_safe
def expenditure_list(request: UserRequest) -> HttpResponse:
    form = FilterForm(request.GET or None)
    known = BudgetLine.objects.select_related("grant__program", "category")
    form.offer(lines := list(known.order_by("grant", "code")))
    rows = form.narrow(Expenditure.objects.for_list(), request.user)
    return render(
        request,
        "grants/spending/expenditure_list.html",
        {"page": page_of(rows, request), "lines": lines, "form": form, "query": form.query()},
    )


@requires("grants.add_expenditure")
def expenditure_record(request: UserRequest) -> HttpResponse:
    """Write a payment down; it is handed in at once where no paper is missing."""
    asked = {"commitment": request.GET.get("commitment")}
    form = ExpenditureForm(request.POST or None, request.FILES or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        made = expenditures.draft(by=request.user, **form.facts(), **form.paper())
        return _handed_in(request, made)
    return _form_page(request, form)


@requires("grants.change_expenditure")
def expenditure_change(request: UserRequest, pk: int) -> HttpResponse:
    """Correct one's own draft, and hand it in again where no paper is missing."""
    draft = _own_draft(request, pk)
    form = ExpenditureForm(request.POST or None, request.FILES or None, instance=draft)
    if request.method == "POST" and form.is_valid():
        for name, value in form.facts().items():
            setattr(draft, name, value)
        expenditures.save_draft(draft, **form.paper())
        return _handed_in(request, draft)
    return _form_page(request, form)


@requires("grants.change_expenditure")
@require_POST
def expenditure_submit(request: UserRequest, pk: int) -> HttpResponse:
    expenditures.submit(_own_draft(request, pk), by=request.user)
    messages.success(request, _("Handed in, and waiting for another person's approval."))
    return redirect("grants:expenditure_detail", pk)


@requires("grants.change_expenditure")
@require_POST
def evidence_add(request: UserRequest, pk: int) -> HttpResponse:
    expenditure, form = _find(pk), PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return _detail(request, expenditure, SendBackForm(), form)
    paper = form.cleaned_data
    evidence.add(expenditure, paper["evidence"], kind=paper["kind"])
    messages.success(request, _("The paper is saved."))
    return redirect("grants:expenditure_detail", pk)


@requires("grants.view_expenditure")
@require_safe
def expenditure_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _detail(request, _find(pk), SendBackForm(), PaperForm())


@requires("grants.approve_expenditure")
@require_POST
def expenditure_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Post somebody else's payment to the ledger, or give the first of two approvals."""
    is_posted = expenditures.approve(_find(pk), by=request.user)
    said = (
        _("Approved: the budget line has moved.")
        if is_posted
        else _("Your approval is recorded; a second person has to approve it too.")
    )
    messages.success(request, said)
    return redirect("grants:expenditure_detail", pk)


@requires("grants.approve_expenditure")
@require_POST
def expenditure_send_back(request: UserRequest, pk: int) -> HttpResponse:
    expenditure, form = _find(pk), SendBackForm(request.POST)
    if not form.is_valid():
        return _detail(request, expenditure, form, PaperForm())
    expenditures.send_back(expenditure, by=request.user, **form.cleaned_data)
    messages.success(request, _("Sent back."))
    return redirect("grants:expenditure_detail", pk)


@requires("grants.view_evidence")
@require_safe
def evidence_download(request: UserRequest, pk: int) -> FileResponse:  # noqa: ARG001 - checked above
    return attachment(get_object_or_404(Evidence, pk=pk))


def _find(pk: int) -> Expenditure:
    return get_object_or_404(Expenditure.objects.for_detail(), pk=pk)


def _own_draft(request: UserRequest, pk: int) -> Expenditure:
    own = Expenditure.objects.filter(status=ExpenditureStatus.DRAFT, recorded_by=request.user)
    return get_object_or_404(own, pk=pk)


def _handed_in(request: UserRequest, draft: Expenditure) -> HttpResponse:
    missing = evidence.missing_papers(draft)
    if missing:
        said = _("Saved as a draft. Still missing: %(papers)s.") % {"papers": "; ".join(missing)}
        messages.warning(request, said)
    else:
        expenditures.submit(draft, by=request.user)
        messages.success(request, _("Handed in, and waiting for another person's approval."))
    return redirect("grants:expenditure_detail", draft.pk)


def _form_page(request: UserRequest, form: ExpenditureForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "grants/spending/expenditure_form.html", {"form": form}, status=status)


def _detail(
    request: UserRequest, expenditure: Expenditure, form: SendBackForm, paper: PaperForm
) -> HttpResponse:
    status, grant = expenditure.status, expenditure.line.grant
    is_draft, is_waiting = status == ExpenditureStatus.DRAFT, status == ExpenditureStatus.SUBMITTED
    may_approve = is_waiting and request.user.has_perm("grants.approve_expenditure")
    is_own = expenditure.recorded_by_id == request.user.pk
    roles = approvals.roles_of(request.user)
    needed = approvals.approvers_needed(grant, expenditure.amount, roles)
    context = {
        "expenditure": expenditure,
        "evidence": expenditure.evidence.all(),
        "lacking": evidence.missing_papers(expenditure) if is_draft else [],
        "shares": expenditure.shares.select_related("source"),
        "subsidy": funding_shares.subsidised(expenditure),
        "entries": expenditure.entries.select_related("from_line", "to_line").order_by("pk"),
        "changes": expenditure.changes(),
        "form": form,
        "paper_form": paper,
        "who_approves": approvals.limits_in_words(grant, expenditure.amount) if is_waiting else [],
        "needs_two": needed is not None and needed > 1,
        "can_approve": may_approve and not is_own and needed is not None
        and expenditure.first_approved_by_id != request.user.pk,
        "is_own": is_own,
        "is_draft": is_own and status == ExpenditureStatus.DRAFT,
    }  # fmt: skip
    is_wrong = bool(form.errors or paper.errors)
    return render(
        request, "grants/spending/expenditure_detail.html", context, status=422 if is_wrong else 200
    )
