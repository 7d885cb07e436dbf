"""Accounting periods of a grant: their state, the statement of each, closing and reopening."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.actions import periods
from grants.actions.effects import Effect
from grants.forms.steps import ConfirmForm, PeriodsForm, WhyForm
from grants.models import AccountingPeriod, Grant, PeriodReopening
from grants.reports.periods import statement
from grants.views import previews
from grants.views.previews import Step, in_grant
from ivi_training.http import UserRequest
from ivi_training.permissions import requires


def _closing(period: AccountingPeriod) -> list[Effect]:
    periods.check_can_close(period)
    return [Effect(a.name, a.opening, a.closing) for a in statement(period)]


_SET_UP = Step(
    title=_("Divide the grant into periods"),
    about=_("From the first to the last day of the grant. It is done once."),
    confirm=_("Divide it"),
    form=PeriodsForm,
    preview=previews.nothing,
    act=periods.set_up,
    said=_("The periods are there; all of them are open."),
    then="admin:period_list",
)
_CLOSE = Step(
    title=_("Close the period"),
    about=_(
        "From then on nothing can be posted that belongs to its days, and what is reported of it "
        "never changes. Reopening it takes two people."
    ),
    confirm=_("Close it"),
    form=ConfirmForm,
    preview=_closing,
    act=periods.close,
    said=_("The period is closed."),
    columns=(_("When it began"), _("At its end")),
    then="admin:period_list",
)
_REOPEN = Step(
    title=_("Ask to reopen the period"),
    about=_("Another person has to agree. The request stays on record."),
    confirm=_("Ask"),
    form=WhyForm,
    preview=previews.nothing,
    act=periods.ask_reopening,
    said=_("An approver is asked to agree."),
    then="admin:period_list",
)
_AGREE = Step(
    title=_("Agree to the reopening"),
    about=_("Entries can then be posted to its days again, until it is closed again."),
    confirm=_("Reopen it"),
    form=ConfirmForm,
    preview=previews.nothing,
    act=periods.agree_reopening,
    said=_("The period is open."),
    then="admin:period_list",
)


_REFUSE = Step(
    title=_("Refuse the reopening"),
    about=_("The period stays closed; the reason stays on record, and it may be asked for again."),
    confirm=_("Refuse it"),
    form=WhyForm,
    preview=previews.nothing,
    act=periods.refuse_reopening,
    said=_("The reopening is refused."),
    then="admin:period_list",
)


@requires("grants.view_accountingperiod")
@require_safe
def period_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the periods of a grant with what was asked and agreed about them."""
    grant = get_object_or_404(Grant, pk=pk)
    context = {
        **admin.site.each_context(request),
        **in_grant(grant),
        "title": _("Accounting periods"),
        "periods": grant.periods.select_related("closed_by"),
        "reopenings": PeriodReopening.objects.filter(period__grant=grant).select_related(
            "period", "asked_by", "agreed_by", "refused_by"
        ),
    }
    return render(request, "grants/period_list.html", context)


@requires("grants.view_accountingperiod")
@require_safe
def period_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show what stood on each account, what moved, and what stood at the end."""
    period = _find(pk)
    context = {
        **admin.site.each_context(request),
        **in_grant(period.grant),
        "title": str(period),
        "period": period,
        "accounts": statement(period),
    }
    return render(request, "grants/period_detail.html", context)


@requires("grants.close_accountingperiod")
def periods_set_up(request: UserRequest, pk: int) -> HttpResponse:
    """Divide a grant into months or quarters."""
    grant = get_object_or_404(Grant, pk=pk)
    return previews.take(request, _SET_UP, grant, grant)


@requires("grants.close_accountingperiod")
def period_close(request: UserRequest, pk: int) -> HttpResponse:
    """Close a period after a look at its balances."""
    period = _find(pk)
    return previews.take(request, _CLOSE, period, period.grant)


@requires("grants.close_accountingperiod")
def period_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for the reopening of a closed period."""
    period = _find(pk)
    return previews.take(request, _REOPEN, period, period.grant)


@requires("grants.reopen_accountingperiod")
def reopening_agree(request: UserRequest, pk: int) -> HttpResponse:
    """Agree to what another person has asked for."""
    return _decide(request, _AGREE, pk)


@requires("grants.reopen_accountingperiod")
def reopening_refuse(request: UserRequest, pk: int) -> HttpResponse:
    """Refuse what another person has asked for, with a reason."""
    return _decide(request, _REFUSE, pk)


def _decide(request: UserRequest, step: Step, pk: int) -> HttpResponse:
    found = PeriodReopening.objects.select_related("period__grant")
    reopening = get_object_or_404(found, pk=pk)
    return previews.take(request, step, reopening, reopening.period.grant)


def _find(pk: int) -> AccountingPeriod:
    found = AccountingPeriod.objects.select_related("grant", "closed_by")
    return get_object_or_404(found, pk=pk)
