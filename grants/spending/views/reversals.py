"""An entry is taken back by its exact opposite."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.awards.views.trails import below
from grants.ledger.models import LedgerEntry
from grants.ledger.views.balances import preview_balances
from grants.spending.actions import reversals
from grants.spending.forms.reversals import ReversalForm
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest

_REVERSAL = Act(
    title=_("Reverse an entry"),
    about=_(
        "The ledger is never changed: a mistake is taken back by its exact opposite, once. Of an "
        "expenditure all entries are reversed together."
    ),
    confirm=_("Reverse it"),
    form=ReversalForm,
    preview=preview_balances(reversals.preview),
    act=reversals.reverse,
    said=_("The entry is reversed."),
)


@requires("grants.reverse_ledgerentry")
def entry_reverse(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(LedgerEntry.objects.select_related("grant"), pk=pk)
    return acts.take(request, _REVERSAL, entry, below(entry.grant))
