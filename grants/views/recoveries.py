"""Steps on what is owed back: received, or waived by another person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from grants.actions import recoveries
from grants.forms.steps import ReceiptForm, WhyForm
from grants.models import Recovery
from grants.views import previews
from grants.views.previews import Step
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

_RECEIPT = Step(
    title=_("Record what came back"),
    about=_(
        "It goes back to the line from which it was spent. A part leaves the rest owed; the last "
        "won closes it."
    ),
    confirm=_("Record it"),
    form=ReceiptForm,
    preview=recoveries.preview_receipt,
    act=recoveries.receive,
    said=_("It stands in the ledger."),
)
_WAIVER = Step(
    title=_("Waive what is owed"),
    about=_(
        "What has not come back stays spent. Whoever opened it cannot waive it; the reason is kept."
    ),
    confirm=_("Waive it"),
    form=WhyForm,
    preview=recoveries.preview_waiver,
    act=recoveries.waive,
    said=_("It is waived."),
)


@requires("grants.receive_recovery")
def recovery_receive(request: UserRequest, pk: int) -> HttpResponse:
    """Record what came back after a preview of the balances."""
    recovery = _find(pk)
    return previews.take(request, _RECEIPT, recovery, recovery.spent_by.grant)


@requires("grants.waive_recovery")
def recovery_waive(request: UserRequest, pk: int) -> HttpResponse:
    """Let go of what is owed, with a reason."""
    recovery = _find(pk)
    return previews.take(request, _WAIVER, recovery, recovery.spent_by.grant)


def _find(pk: int) -> Recovery:
    related = "spent_by__grant", "spent_by__from_line", "spent_by__expenditure"
    return get_object_or_404(Recovery.objects.select_related(*related), pk=pk)
