"""Steps on an expenditure after its approval, and on what its line asks for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.awards.models import BudgetLine, Grant
from grants.awards.views.trails import below
from grants.ledger.views.balances import no_balances, preview_balances
from grants.spending.actions import evidence, expenditure_imports, payments
from grants.spending.forms.expenditure_imports import BillSheetForm
from grants.spending.forms.payments import (
    DisallowanceForm,
    ExpenditureReversalForm,
    PaymentForm,
    ProfileForm,
    SettlementForm,
)
from grants.spending.models import Expenditure, ExpenditureImport
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts, imports
from ivi_training.office.views.acts import Act
from ivi_training.office.views.imports import Import
from ivi_training.pages.http import UserRequest

_PAYMENT = Act(
    title=_("Record a payment 지급"),
    about=_(
        "That the money left, and how. The budget line has moved with the approval; of a foreign "
        "bill the difference between the two rates is posted now."
    ),
    confirm=_("Record the payment"),
    form=PaymentForm,
    preview=preview_balances(payments.preview_payment),
    act=payments.pay,
    said=_("The payment is recorded."),
)
_SETTLEMENT = Act(
    title=_("Settle an expenditure 정산"),
    about=_("That the funder's verification accepts it as it stands. It moves no money."),
    confirm=_("Settle it"),
    form=SettlementForm,
    preview=no_balances,
    act=payments.settle,
    said=_("The expenditure is settled."),
)
_DISALLOWANCE = Act(
    title=_("Disallow an expenditure 불인정"),
    about=_(
        "What the funder does not recognise goes back to the line, the whole or a part, and is "
        "borne by the operator. It cannot be taken back."
    ),
    confirm=_("Disallow it"),
    form=DisallowanceForm,
    preview=preview_balances(payments.preview_disallowance),
    act=payments.disallow,
    said=_("The amount is disallowed."),
)
_REVERSAL = Act(
    title=_("Reverse an expenditure 역분개"),
    about=_("All its entries are taken back by their exact opposites; it stays on record."),
    confirm=_("Reverse it"),
    form=ExpenditureReversalForm,
    preview=preview_balances(payments.preview_reversal),
    act=payments.reverse,
    said=_("The expenditure is reversed."),
)
_PAPERS = Act(
    title=_("Choose the papers of a line 증빙 기준"),
    about=_(
        "A ready set of what each expenditure of this line has to show. It takes the place of what "
        "the line itself asked for; what its category asks for stays."
    ),
    confirm=_("Ask for these papers"),
    form=ProfileForm,
    preview=no_balances,
    act=evidence.ask_as,
    said=_("Expenditures of the line need these papers from now on."),
)
_TAKING_BACK = Act(
    title=_("Take an import back"),
    about=_(
        "Every draft of the file is discarded, or none. No balance includes them. The file can be "
        "corrected and imported again."
    ),
    confirm=_("Discard the drafts"),
    preview=preview_balances(expenditure_imports.preview_taking_back, (_("Draft"), _("Then"))),
    act=expenditure_imports.take_back,
    said=_("The drafts of the file are discarded."),
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
    said=_("The drafts are saved. Add their papers and hand them in."),
    template="grants:expenditure_template",
    then="grants:expenditure_list",
    then_label=_("Expenditures"),
)


@requires("grants.pay_expenditure")
def expenditure_pay(request: UserRequest, pk: int) -> HttpResponse:
    return _take(request, _PAYMENT, pk)


@requires("grants.settle_expenditure")
def expenditure_settle(request: UserRequest, pk: int) -> HttpResponse:
    return _take(request, _SETTLEMENT, pk)


@requires("grants.settle_expenditure")
def expenditure_disallow(request: UserRequest, pk: int) -> HttpResponse:
    return _take(request, _DISALLOWANCE, pk)


@requires("grants.reverse_ledgerentry")
def expenditure_reverse(request: UserRequest, pk: int) -> HttpResponse:
    return _take(request, _REVERSAL, pk)


@requires("grants.change_evidencerule")
def papers_choose(request: UserRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine.objects.select_related("grant"), pk=pk)
    back = reverse("admin:grants_budgetline_change", args=[pk])
    return acts.take(request, _PAPERS, line, below(line.grant, back=back))


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
    return acts.take(
        request, _TAKING_BACK, taken, below(grant, back=reverse("grants:expenditure_list"))
    )


@requires("grants.add_expenditure")
@require_safe
def expenditure_template(request: UserRequest) -> HttpResponse:  # noqa: ARG001 - checked above
    return imports.template(_IMPORT)


def _take(request: UserRequest, act: Act, pk: int) -> HttpResponse:
    found = get_object_or_404(Expenditure.objects.for_detail(), pk=pk)
    back = reverse("grants:expenditure_detail", args=[pk])
    return acts.take(request, act, found, below(found.line.grant, back=back))
