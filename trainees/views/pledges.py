"""Other payers of a trainee inside the administration: recorded, paid, ended."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import pledges
from trainees.forms.pledges import PledgeForm, SettlePledgeForm
from trainees.models import Application, Pledge
from trainees.views.cases import step_page


@requires("trainees.add_pledge")
def pledge_record(request: UserRequest, pk: int) -> HttpResponse:
    """Write down who else pays a cost of this person; the grant promises that much less."""
    submitted = Application.objects.received().select_related("applicant", "cohort", "call")
    application = get_object_or_404(submitted, pk=pk)
    form = PledgeForm(request.POST or None, instance=Pledge(application=application))
    if request.method == "POST" and form.is_valid():
        pledges.record(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is recorded; the grant does not pay it."))
        return redirect("admin:trainees_application_change", pk)
    return step_page(request, application, form, _("Record another payer"))


@requires("trainees.add_pledge")
def pledge_settle(request: UserRequest, pk: int) -> HttpResponse:
    """Write down what was paid, or that nobody counts on this payer any more."""
    related = "application__applicant", "application__cohort", "application__call"
    pledge = get_object_or_404(Pledge.objects.select_related(*related), pk=pk)
    form = SettlePledgeForm(request.POST or None, pledge=pledge)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if typed["what"] == "ended":
            pledges.end(pledge, by=request.user, reason=typed["reason"])
        else:
            pledges.pay(pledge, paid=typed["paid"], reference=typed["reference"])
        messages.success(request, _("It is recorded."))
        return redirect("admin:trainees_application_change", pledge.application_id)
    return step_page(request, pledge.application, form, _("Another payer"))
