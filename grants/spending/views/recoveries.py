"""Steps on what is owed back: received, or waived by another person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.acts import WhyForm
from grants.awards.views.trails import below
from grants.commitments.models import Recovery
from grants.ledger.views.balances import preview_balances
from grants.spending.actions import recoveries
from grants.spending.forms.recoveries import ReceiptForm
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest

_RECEIPT = Act(
    title=_("Record what came back"),
    about=_(
        "It goes back to the line from which it was spent. A part leaves the rest owed; the last "
        "won closes it."
    ),
    confirm=_("Record it"),
    form=ReceiptForm,
    preview=preview_balances(recoveries.preview_receipt),
    act=recoveries.receive,
    said=_("It is posted to the ledger."),
)
_WAIVER = Act(
    title=_("Waive what is owed"),
    about=_(
        "What has not come back stays spent. Whoever opened it cannot waive it; the reason is kept."
    ),
    confirm=_("Waive it"),
    form=WhyForm,
    preview=preview_balances(recoveries.preview_waiver),
    act=recoveries.waive,
    said=_("It is waived."),
)


@requires("grants.receive_recovery")
def recovery_receive(request: UserRequest, pk: int) -> HttpResponse:
    recovery = _find(pk)
    return acts.take(request, _RECEIPT, recovery, below(recovery.spent_by.grant))


@requires("grants.waive_recovery")
def recovery_waive(request: UserRequest, pk: int) -> HttpResponse:
    recovery = _find(pk)
    return acts.take(request, _WAIVER, recovery, below(recovery.spent_by.grant))


def _find(pk: int) -> Recovery:
    related = "spent_by__grant", "spent_by__from_line", "spent_by__expenditure"
    return get_object_or_404(Recovery.objects.select_related(*related), pk=pk)
