"""Money between lines and above them: asked on one page, decided by another person on the next."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.actions import overruns, transfers
from grants.forms.steps import ConfirmForm, OverrunForm, TransferForm, WhyForm
from grants.models import BudgetLine, Grant, Overrun, Transfer, TransferPolicy
from grants.statuses import TransferStatus
from grants.views import previews
from grants.views.previews import Step, in_grant
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

_ASK = Step(
    title=_("Ask for a transfer"),
    about=_("Budget moves from one line to another once another person has approved it."),
    confirm=_("Ask for it"),
    form=TransferForm,
    preview=transfers.preview,
    act=transfers.ask,
    said=_("The transfer waits for approval."),
    then="admin:transfer_list",
)
_APPROVE = Step(
    title=_("Approve the transfer"),
    about=_("The budget moves at once and is kept as a new version."),
    confirm=_("Approve it"),
    form=ConfirmForm,
    preview=transfers.preview_approval,
    act=transfers.approve,
    said=_("The budget has moved."),
    then="admin:transfer_list",
)
_REFUSE = Step(
    title=_("Refuse the transfer"),
    about=_("The budget stays as it is; the reason stays on record."),
    confirm=_("Refuse it"),
    form=WhyForm,
    preview=previews.nothing,
    act=transfers.refuse,
    said=_("The transfer is refused."),
    then="admin:transfer_list",
)
_OVERRUN = Step(
    title=_("Ask for an overrun"),
    about=_(
        "The line may then be overspent by this amount, and by no more. Ask for a transfer first "
        "where another line has money left."
    ),
    confirm=_("Ask for it"),
    form=OverrunForm,
    preview=overruns.preview,
    act=overruns.ask,
    said=_("The overrun waits for approval."),
    then="admin:transfer_list",
)
_ALLOW = Step(
    title=_("Approve the overrun"),
    about=_("The line may be overspent by this amount from then on."),
    confirm=_("Approve it"),
    form=ConfirmForm,
    preview=overruns.preview_approval,
    act=overruns.approve,
    said=_("The overrun is allowed."),
    then="admin:transfer_list",
)


_DISALLOW = Step(
    title=_("Refuse the overrun"),
    about=_("The line stays as it is; the reason stays on record, and it may be asked for again."),
    confirm=_("Refuse it"),
    form=WhyForm,
    preview=previews.nothing,
    act=overruns.refuse,
    said=_("The overrun is refused."),
    then="admin:transfer_list",
)


@requires("grants.view_transfer")
@require_safe
def transfer_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the transfers, overruns and budget versions of a grant."""
    grant = get_object_or_404(Grant, pk=pk)
    context = {
        **admin.site.each_context(request),
        **in_grant(grant),
        "title": _("Transfers and overruns"),
        "policy": TransferPolicy.objects.filter(grant=grant).first(),
        "transfers": Transfer.objects.for_list().filter(from_line__grant=grant),
        "to_decide": Transfer.objects.waiting_for(request.user),
        "overruns": Overrun.objects.filter(line__grant=grant).select_related(
            "line", "asked_by", "approved_by", "refused_by"
        ),
        "versions": grant.budget_versions.select_related("made_by").prefetch_related("lines__line"),
    }
    return render(request, "grants/transfer_list.html", context)


@requires("grants.add_transfer")
def transfer_ask(request: UserRequest, pk: int) -> HttpResponse:
    """Ask to move budget between two lines."""
    grant = get_object_or_404(Grant, pk=pk)
    return previews.take(request, _ASK, grant, grant)


@requires("grants.decide_transfer")
def transfer_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Approve what another person asked for."""
    return _decide(request, _APPROVE, pk)


@requires("grants.decide_transfer")
def transfer_refuse(request: UserRequest, pk: int) -> HttpResponse:
    """Refuse what another person asked for."""
    return _decide(request, _REFUSE, pk)


@requires("grants.add_overrun")
def overrun_ask(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for an overrun of a line."""
    line = get_object_or_404(BudgetLine.objects.select_related("grant"), pk=pk)
    return previews.take(request, _OVERRUN, line, line.grant)


@requires("grants.approve_overrun")
def overrun_approve(request: UserRequest, pk: int) -> HttpResponse:
    """Approve an overrun that another person asked for."""
    return _decide_overrun(request, _ALLOW, pk)


@requires("grants.approve_overrun")
def overrun_refuse(request: UserRequest, pk: int) -> HttpResponse:
    """Refuse an overrun that another person asked for, with a reason."""
    return _decide_overrun(request, _DISALLOW, pk)


def _decide_overrun(request: UserRequest, step: Step, pk: int) -> HttpResponse:
    overrun = get_object_or_404(Overrun.objects.select_related("line__grant"), pk=pk)
    return previews.take(request, step, overrun, overrun.line.grant)


def _decide(request: UserRequest, step: Step, pk: int) -> HttpResponse:
    waiting = Transfer.objects.filter(status=TransferStatus.ASKED)
    related = "from_line__grant", "from_line__category", "to_line__category"
    transfer = get_object_or_404(waiting.select_related(*related), pk=pk)
    return previews.take(request, step, transfer, transfer.from_line.grant)
