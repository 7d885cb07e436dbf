"""Steps on an expenditure after its approval, and on what its line asks for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.actions import evidence, expenditure_imports, payments
from grants.forms.expenditure_imports import BillSheetForm
from grants.forms.payments import (
    DisallowanceForm,
    ExpenditureReversalForm,
    PaymentForm,
    ProfileForm,
    SettlementForm,
)
from grants.forms.steps import ConfirmForm
from grants.models import BudgetLine, Expenditure, ExpenditureImport, Grant
from grants.views import imports, previews
from grants.views.imports import Import
from grants.views.previews import Step
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

_PAYMENT = Step(
    title=_("Record a payment 지급"),
    about=_(
        "That the money left, and how. The budget line has moved with the approval; of a foreign "
        "bill the difference between the two rates is posted now."
    ),
    confirm=_("Record the payment"),
    form=PaymentForm,
    preview=payments.preview_payment,
    act=payments.pay,
    said=_("The payment is recorded."),
)
_SETTLEMENT = Step(
    title=_("Settle an expenditure 정산"),
    about=_("That the funder's verification accepts it as it stands. It moves no money."),
    confirm=_("Settle it"),
    form=SettlementForm,
    preview=previews.nothing,
    act=payments.settle,
    said=_("The expenditure is settled."),
)
_DISALLOWANCE = Step(
    title=_("Disallow an expenditure 불인정"),
    about=_(
        "What the funder does not recognise goes back to the line, the whole or a part, and is "
        "borne by the operator. It cannot be taken back."
    ),
    confirm=_("Disallow it"),
    form=DisallowanceForm,
    preview=payments.preview_disallowance,
    act=payments.disallow,
    said=_("The amount is disallowed."),
)
_REVERSAL = Step(
    title=_("Reverse an expenditure 역분개"),
    about=_("All its entries are taken back by their exact opposites; it stays on record."),
    confirm=_("Reverse it"),
    form=ExpenditureReversalForm,
    preview=payments.preview_reversal,
    act=payments.reverse,
    said=_("The expenditure is reversed."),
)
_PAPERS = Step(
    title=_("Choose the papers of a line 증빙 기준"),
    about=_(
        "A ready set of what each expenditure of this line has to show. It takes the place of what "
        "the line itself asked for; what its category asks for stays."
    ),
    confirm=_("Ask for these papers"),
    form=ProfileForm,
    preview=previews.nothing,
    act=evidence.ask_as,
    said=_("Expenditures of the line need these papers from now on."),
)
_TAKING_BACK = Step(
    title=_("Take an import back"),
    about=_(
        "Every draft of the file is discarded, or none: no balance knows of them. The file can be "
        "corrected and imported again."
    ),
    confirm=_("Discard the drafts"),
    form=ConfirmForm,
    preview=expenditure_imports.preview_taking_back,
    act=expenditure_imports.take_back,
    said=_("The drafts of the file are discarded."),
    columns=(_("Draft"), _("Then")),
)
_IMPORT = Import(
    title=_("Import expenditures"),
    about=_(
        "A table of bills, one in a row. Each becomes a draft of yours: it is handed in with its "
        "papers and approved by another person, as if it had been typed."
    ),
    form=BillSheetForm,
    act=lambda form, by: expenditure_imports.take(
        form.table.name, form.table.content, list(form.bills.values()), by=by
    ),
    said=_("The drafts are kept. Add their papers and hand them in."),
    template="grants:expenditure_template",
    then="grants:expenditure_list",
    then_label=_("Expenditures"),
)


@requires("grants.pay_expenditure")
def expenditure_pay(request: UserRequest, pk: int) -> HttpResponse:
    """Record how an approved expenditure was paid."""
    return _take(request, _PAYMENT, pk)


@requires("grants.settle_expenditure")
def expenditure_settle(request: UserRequest, pk: int) -> HttpResponse:
    """Record that a paid expenditure was accepted."""
    return _take(request, _SETTLEMENT, pk)


@requires("grants.settle_expenditure")
def expenditure_disallow(request: UserRequest, pk: int) -> HttpResponse:
    """Record what of a paid expenditure was not accepted."""
    return _take(request, _DISALLOWANCE, pk)


@requires("grants.reverse_ledgerentry")
def expenditure_reverse(request: UserRequest, pk: int) -> HttpResponse:
    """Take an expenditure back after a preview of the balances."""
    return _take(request, _REVERSAL, pk)


@requires("grants.change_evidencerule")
def papers_choose(request: UserRequest, pk: int) -> HttpResponse:
    """Let a line ask for a ready set of papers."""
    line = get_object_or_404(BudgetLine.objects.select_related("grant"), pk=pk)
    back = reverse("admin:grants_budgetline_change", args=[pk])
    return previews.take(request, _PAPERS, line, line.grant, back=back)


@requires("grants.add_expenditure")
def expenditure_import(request: UserRequest) -> HttpResponse:
    """Take a table of bills as drafts, all or none."""
    return imports.take(request, _IMPORT)


@requires("grants.add_expenditure")
def import_take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Discard the drafts of one's own import after a look at them."""
    own = ExpenditureImport.objects.filter(imported_by=request.user)
    taken = get_object_or_404(own, pk=pk)
    grant = Grant.objects.filter(lines__expenditures__imported_from=taken)[0]
    return previews.take(
        request, _TAKING_BACK, taken, grant, back=reverse("grants:expenditure_list")
    )


@requires("grants.add_expenditure")
@require_safe
def expenditure_template(request: UserRequest) -> HttpResponse:  # noqa: ARG001 - checked above
    """Save the table to fill in."""
    return imports.template(_IMPORT)


def _take(request: UserRequest, step: Step, pk: int) -> HttpResponse:
    found = get_object_or_404(Expenditure.objects.for_detail(), pk=pk)
    back = reverse("grants:expenditure_detail", args=[pk])
    return previews.take(request, step, found, found.line.grant, back=back)
