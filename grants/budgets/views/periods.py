"""Accounting periods of a grant: their state, the statement of each, closing and reopening."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.awards.forms.acts import WhyForm
from grants.awards.models import AccountingPeriod, Grant, PeriodReopening
from grants.awards.views.trails import below, of_grant
from grants.budgets.actions import periods
from grants.budgets.forms.periods import PeriodsForm
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.reports.periods import statement
from grants.ledger.views.balances import no_balances, preview_balances
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest


def _closing(period: AccountingPeriod) -> list[BalanceChange]:
    periods.check_can_close(period)
    return [BalanceChange(a.name, a.opening, a.closing) for a in statement(period)]


_SET_UP = Act(
    title=_("Divide the grant into periods"),
    about=_("From the first to the last day of the grant. It is done once."),
    confirm=_("Divide it"),
    form=PeriodsForm,
    preview=no_balances,
    act=periods.set_up,
    said=_("The periods are there; all of them are open."),
)
_CLOSE = Act(
    title=_("Close the period"),
    about=_(
        "From then on nothing can be posted that belongs to its days, and what is reported of it "
        "never changes. Reopening it takes two people."
    ),
    confirm=_("Close it"),
    preview=preview_balances(_closing, (_("When it began"), _("At its end"))),
    act=periods.close,
    said=_("The period is closed."),
)
_REOPEN = Act(
    title=_("Ask to reopen the period"),
    about=_("Another person has to agree. The request stays on record."),
    confirm=_("Ask"),
    form=WhyForm,
    preview=no_balances,
    act=periods.ask_reopening,
    said=_("An approver is asked to agree."),
)
_AGREE = Act(
    title=_("Agree to the reopening"),
    about=_("Entries can then be posted to its days again, until it is closed again."),
    confirm=_("Reopen it"),
    preview=no_balances,
    act=periods.agree_reopening,
    said=_("The period is open."),
)


_REFUSE = Act(
    title=_("Refuse the reopening"),
    about=_("The period stays closed; the reason stays on record, and it may be asked for again."),
    confirm=_("Refuse it"),
    form=WhyForm,
    preview=no_balances,
    act=periods.refuse_reopening,
    said=_("The reopening is refused."),
)


@requires("grants.view_accountingperiod")
@require_safe
def period_list(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return office.page(
        request,
        "grants/budgets/period_list.html",
        trail=of_grant(grant),
        grant=grant,
        title=_("Accounting periods"),
        periods=grant.periods.select_related("closed_by"),
        reopenings=PeriodReopening.objects.filter(period__grant=grant).select_related(
            "period", "asked_by", "agreed_by", "refused_by"
        ),
    )


@requires("grants.view_accountingperiod")
@require_safe
def period_detail(request: UserRequest, pk: int) -> HttpResponse:
    period = _find(pk)
    return office.page(
        request,
        "grants/budgets/period_detail.html",
        trail=of_grant(period.grant),
        grant=period.grant,
        title=str(period),
        period=period,
        accounts=statement(period),
    )


@requires("grants.close_accountingperiod")
def periods_set_up(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return acts.take(request, _SET_UP, grant, below(grant, "admin:period_list"))


@requires("grants.close_accountingperiod")
def period_close(request: UserRequest, pk: int) -> HttpResponse:
    period = _find(pk)
    return acts.take(request, _CLOSE, period, below(period.grant, "admin:period_list"))


@requires("grants.close_accountingperiod")
def period_reopen(request: UserRequest, pk: int) -> HttpResponse:
    period = _find(pk)
    return acts.take(request, _REOPEN, period, below(period.grant, "admin:period_list"))


@requires("grants.reopen_accountingperiod")
def reopening_agree(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, _AGREE, pk)


@requires("grants.reopen_accountingperiod")
def reopening_refuse(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, _REFUSE, pk)


def _decide(request: UserRequest, act: Act, pk: int) -> HttpResponse:
    found = PeriodReopening.objects.select_related("period__grant")
    reopening = get_object_or_404(found, pk=pk)
    return acts.take(request, act, reopening, below(reopening.period.grant, "admin:period_list"))


def _find(pk: int) -> AccountingPeriod:
    found = AccountingPeriod.objects.select_related("grant", "closed_by")
    return get_object_or_404(found, pk=pk)
