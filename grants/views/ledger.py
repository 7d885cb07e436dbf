"""Steps on the ledger: what the bank shows is recorded, and an entry is reversed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.actions import cash, reversals
from grants.forms.steps import CashForm, ReversalForm
from grants.models import Grant, LedgerEntry
from grants.views import previews
from grants.views.previews import Step
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

_CASH = Step(
    title=_("Record money that came or went back"),
    about=_(
        "What the bank statement of the grant shows: tranches, interest, and what was returned to "
        "the funder. It changes no budget line."
    ),
    confirm=_("Record it"),
    form=CashForm,
    preview=cash.preview,
    act=cash.record,
    said=_("It stands in the ledger."),
)
_REVERSAL = Step(
    title=_("Reverse an entry"),
    about=_(
        "The ledger is never changed: a mistake is taken back by its exact opposite, once. Of an "
        "expenditure all entries are reversed together."
    ),
    confirm=_("Reverse it"),
    form=ReversalForm,
    preview=reversals.preview,
    act=reversals.reverse,
    said=_("The entry is reversed."),
)


@requires("grants.change_grant")
def cash_record(request: UserRequest, pk: int) -> HttpResponse:
    """Record a tranche, interest or a refund after a preview of the balances."""
    grant = get_object_or_404(Grant, pk=pk)
    return previews.take(request, _CASH, grant, grant)


@requires("grants.reverse_ledgerentry")
def entry_reverse(request: UserRequest, pk: int) -> HttpResponse:
    """Reverse an entry after a preview of the balances."""
    entry = get_object_or_404(LedgerEntry.objects.select_related("grant"), pk=pk)
    return previews.take(request, _REVERSAL, entry, entry.grant)
