"""Conditions of offers: set for one person or for those ticked, and settled by a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import conditions, offers, screening
from trainees.forms.conditions import ConditionForm, ConditionsForm, SettleForm
from trainees.models import Application, Condition
from trainees.statuses import ConditionStatus
from trainees.views import boards
from trainees.views.cases import step_page
from trainees.views.step_previews import is_confirmed, preview


@requires("trainees.change_offer")
def condition_set(request: UserRequest, pk: int) -> HttpResponse:
    """Set a condition for one person: before the offer is made, or while it waits."""
    submitted = Application.objects.received()
    related = submitted.select_related("applicant__user", "call", "cohort__program")
    application = get_object_or_404(related, pk=pk)
    form = ConditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conditions.set_all([application], form.terms(), by=request.user)
        messages.success(request, _("The condition is set."))
        return redirect("admin:trainees_application_change", pk)
    return step_page(request, application, form, _("Set a condition"))


@requires("trainees.change_offer")
@require_POST
def cohort_conditions(request: UserRequest, pk: int) -> HttpResponse:
    """Set one condition for everybody ticked who is to be selected or has an offer to answer."""
    cohort = boards.find(pk)
    form = ConditionsForm(request.POST, cohort=cohort)
    if not form.is_valid():
        return boards.board(request, cohort, conditions=form)
    chosen = list(form.cleaned_data["applications"])
    plan = screening.plan_conditions(chosen)
    if not is_confirmed(request, plan, chosen):
        return preview(request, cohort, plan, _("Set a condition"))
    count = len(conditions.set_all(plan.acting or chosen, form.terms(), by=request.user))
    boards.say(
        request, count, ngettext_lazy("%d condition set.", "Conditions set for %d applications.")
    )
    return redirect(request.get_full_path().replace("/conditions/", "/board/"))


@requires("trainees.change_offer")
def condition_settle(request: UserRequest, pk: int) -> HttpResponse:
    """Record that a condition is met or waived; past its due date also that the place ends."""
    related = Condition.objects.select_related(
        "application__applicant__user", "application__call", "application__cohort",
        "offer__place__cohort", "offer__commitment",
    )  # fmt: skip
    condition = get_object_or_404(related, pk=pk)
    form = SettleForm(request.POST or None, condition=condition)
    if request.method == "POST" and form.is_valid():
        to, reason = form.cleaned_data["to"], form.cleaned_data["reason"]
        if to == ConditionStatus.MISSED:
            offers.lapse(condition, by=request.user, reason=reason)
        else:
            conditions.settle(condition, to, by=request.user, reason=reason)
        messages.success(request, _("The condition is settled."))
        return redirect("admin:trainees_application_change", condition.application_id)
    return step_page(request, condition.application, form, _("Settle the condition"))
