"""Money between lines and above them: asked on one page, decided by another person on the next."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.awards.forms.acts import WhyForm
from grants.awards.models import BudgetLine, Grant, Overrun
from grants.awards.views.trails import below, of_grant
from grants.budgets.actions import overruns, transfers
from grants.budgets.forms.transfers import OverrunForm, TransferForm
from grants.budgets.models import Transfer, TransferPolicy
from grants.budgets.statuses import TransferStatus
from grants.ledger.views.balances import no_balances, preview_balances
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest

_ASK = Act(
    title=_("Ask for a transfer"),
    about=_("Budget moves from one line to another once another person has approved it."),
    confirm=_("Ask for it"),
    form=TransferForm,
    preview=preview_balances(transfers.preview),
    act=transfers.ask,
    said=_("The transfer waits for approval."),
)
_APPROVE = Act(
    title=_("Approve the transfer"),
    about=_("The budget moves at once and is kept as a new version."),
    confirm=_("Approve it"),
    preview=preview_balances(transfers.preview_approval),
    act=transfers.approve,
    said=_("The budget has moved."),
)
_REFUSE = Act(
    title=_("Refuse the transfer"),
    about=_("The budget stays as it is; the reason stays on record."),
    confirm=_("Refuse it"),
    form=WhyForm,
    preview=no_balances,
    act=transfers.refuse,
    said=_("The transfer is refused."),
)
_OVERRUN = Act(
    title=_("Ask for an overrun"),
    about=_(
        "The line may then be overspent by this amount, and by no more. Ask for a transfer first "
        "where another line has money left."
    ),
    confirm=_("Ask for it"),
    form=OverrunForm,
    preview=preview_balances(overruns.preview),
    act=overruns.ask,
    said=_("The overrun waits for approval."),
)
_ALLOW = Act(
    title=_("Approve the overrun"),
    about=_("The line may be overspent by this amount from then on."),
    confirm=_("Approve it"),
    preview=preview_balances(overruns.preview_approval),
    act=overruns.approve,
    said=_("The overrun is allowed."),
)


_DISALLOW = Act(
    title=_("Refuse the overrun"),
    about=_("The line stays as it is; the reason stays on record, and it may be asked for again."),
    confirm=_("Refuse it"),
    form=WhyForm,
    preview=no_balances,
    act=overruns.refuse,
    said=_("The overrun is refused."),
)


@requires("grants.view_transfer")
@require_safe
def transfer_list(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return office.page(
        request,
        "grants/budgets/transfer_list.html",
        trail=of_grant(grant),
        grant=grant,
        title=_("Transfers and overruns"),
        policy=TransferPolicy.objects.filter(grant=grant).first(),
        transfers=Transfer.objects.for_list().filter(from_line__grant=grant),
        to_decide=Transfer.objects.waiting_for(request.user),
        overruns=Overrun.objects.filter(line__grant=grant).select_related(
            "line", "asked_by", "approved_by", "refused_by"
        ),
        versions=grant.budget_versions.select_related("made_by").prefetch_related("lines__line"),
    )


@requires("grants.add_transfer")
def transfer_ask(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return acts.take(request, _ASK, grant, below(grant, "admin:transfer_list"))


@requires("grants.decide_transfer")
def transfer_approve(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, _APPROVE, pk)


@requires("grants.decide_transfer")
def transfer_refuse(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, _REFUSE, pk)


@requires("grants.add_overrun")
def overrun_ask(request: UserRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(BudgetLine.objects.select_related("grant"), pk=pk)
    return acts.take(request, _OVERRUN, line, below(line.grant, "admin:transfer_list"))


@requires("grants.approve_overrun")
def overrun_approve(request: UserRequest, pk: int) -> HttpResponse:
    return _decide_overrun(request, _ALLOW, pk)


@requires("grants.approve_overrun")
def overrun_refuse(request: UserRequest, pk: int) -> HttpResponse:
    return _decide_overrun(request, _DISALLOW, pk)


def _decide_overrun(request: UserRequest, act: Act, pk: int) -> HttpResponse:
    overrun = get_object_or_404(Overrun.objects.select_related("line__grant"), pk=pk)
    return acts.take(request, act, overrun, below(overrun.line.grant, "admin:transfer_list"))


def _decide(request: UserRequest, act: Act, pk: int) -> HttpResponse:
    waiting = Transfer.objects.filter(status=TransferStatus.ASKED)
    related = "from_line__grant", "from_line__category", "to_line__category"
    transfer = get_object_or_404(waiting.select_related(*related), pk=pk)
    return acts.take(request, act, transfer, below(transfer.from_line.grant, "admin:transfer_list"))
