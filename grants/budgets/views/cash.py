"""What the bank shows is recorded."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Grant
from grants.awards.views.trails import below
from grants.budgets.actions import cash
from grants.budgets.forms.cash import CashForm
from grants.ledger.views.balances import preview_balances
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest

_CASH = Act(
    title=_("Record money received or returned"),
    about=_(
        "What the bank statement of the grant shows: tranches, interest, and what was returned to "
        "the funder. It changes no budget line."
    ),
    confirm=_("Record it"),
    form=CashForm,
    preview=preview_balances(cash.preview),
    act=cash.record,
    said=_("It is posted to the ledger."),
)


@requires("grants.change_grant")
def cash_record(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return acts.take(request, _CASH, grant, below(grant))
