"""Other payers of a trainee inside the administration: recorded, paid, ended."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.applying.views import application_acts
from trainees.applying.views.application_acts import ApplicationAct
from trainees.joining.actions import pledges
from trainees.joining.forms.pledges import PledgeForm, SettlePledgeForm
from trainees.joining.models import Pledge


def _settle(pledge: Pledge, *, what: str, by: User, **typed: Any) -> None:
    if what == "ended":
        pledges.end(pledge, by=by, reason=typed["reason"])
    else:
        pledges.pay(pledge, paid=typed["paid"], reference=typed["reference"])


_RECORD = ApplicationAct(
    title=_("Record another payer"),
    form=PledgeForm,
    told=lambda application: {"instance": Pledge(application=application)},
    act=pledges.record,
    said=_("It is recorded; the grant does not pay it."),
)
_SETTLE = ApplicationAct(
    title=_("Another payer"),
    form=SettlePledgeForm,
    told=lambda pledge: {"pledge": pledge},
    act=_settle,
    said=_("It is recorded."),
)


@requires("trainees.add_pledge")
def pledge_record(request: UserRequest, pk: int) -> HttpResponse:
    """Write down who else pays a cost of this person; the grant promises that much less."""
    submitted = Application.objects.received().select_related("applicant", "cohort", "call")
    application = get_object_or_404(submitted, pk=pk)
    return application_acts.take(request, _RECORD, application, application)


@requires("trainees.add_pledge")
def pledge_settle(request: UserRequest, pk: int) -> HttpResponse:
    """Write down what was paid, or that nobody counts on this payer any more."""
    related = "application__applicant", "application__cohort", "application__call"
    pledge = get_object_or_404(Pledge.objects.select_related(*related), pk=pk)
    return application_acts.take(request, _SETTLE, pledge, pledge.application)
