"""Deferral to a later cohort: asked for by the person, decided or entered by the office."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.guards.permissions import requires, signed_in
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.applying.views import trails
from trainees.joining.actions import deferrals
from trainees.joining.forms.deferrals import (
    AGREE,
    DeferralDecisionForm,
    DeferralForm,
    DirectDeferralForm,
)
from trainees.joining.models import Deferral, Offer
from trainees.joining.reports.deferrals import options
from trainees.joining.statuses import DeferralStatus

_RELATED = (
    "application__applicant__user", "application__call", "application__cohort",
    "application__stream",
)  # fmt: skip


@signed_in
def application_defer(request: UserRequest, pk: int) -> HttpResponse:
    mine = Application.objects.filter(applicant__user=request.user)
    application = get_object_or_404(mine.select_related("call", "cohort"), pk=pk)
    offer = deferrals.movable(application)
    cohorts = deferrals.later_cohorts(offer) if offer else []
    form = DeferralForm(request.POST or None, cohorts=cohorts)
    if offer and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        deferrals.ask(offer, wanted=data["cohort"], text=data["text"], by=request.user)
        messages.success(request, _("We have your request. A person decides and writes to you."))
        return redirect("trainees:application_detail", pk)
    context = {"application": application, "offer": offer, "cohorts": cohorts, "form": form}
    status = 422 if form.errors else 200
    return render(request, "trainees/joining/application_defer.html", context, status=status)


@signed_in
@require_POST
def deferral_take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Take one's own request back while nobody has decided."""
    mine = Deferral.objects.filter(application__applicant__user=request.user)
    deferral = get_object_or_404(mine.select_related("offer__place"), pk=pk)
    deferrals.take_back(deferral, by=request.user)
    messages.success(request, _("You have taken your request back; your place stays as it is."))
    return redirect("trainees:application_detail", deferral.application_id)


@requires("trainees.change_offer")
def deferral_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Agree to a request, naming the cohort, or refuse it."""
    related = ["offer__place__cohort", "offer__commitment", "wanted", "asked_by", "decided_by"]
    found = Deferral.objects.select_related(*_RELATED, *related, "to_cohort")
    deferral = get_object_or_404(found, pk=pk)
    deferral.offer.application = deferral.application
    cohorts = deferrals.later_cohorts(deferral.offer)
    first = {"cohort": deferral.wanted}
    form = DeferralDecisionForm(request.POST or None, cohorts=cohorts, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["decision"] == AGREE:
            deferrals.grant(deferral, data["cohort"], by=request.user, reason=data["reason"])
        else:
            deferrals.refuse(deferral, by=request.user, reason=data["reason"])
        messages.success(request, _("The request is decided and the applicant is told."))
        return redirect("admin:trainees_application_change", deferral.application_id)
    return _page(request, deferral.offer, form, _("Decide on a deferral"), deferral=deferral)


@requires("trainees.change_offer")
def offer_defer(request: UserRequest, pk: int) -> HttpResponse:
    """Defer somebody who need not have asked."""
    related = Offer.objects.select_related(*_RELATED, "place__cohort", "commitment")
    offer = get_object_or_404(related, pk=pk)
    form = DirectDeferralForm(request.POST or None, cohorts=deferrals.later_cohorts(offer))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        deferrals.defer(offer, data["cohort"], by=request.user, reason=data["reason"])
        messages.success(request, _("The place is in the later cohort and the applicant is told."))
        return redirect("admin:trainees_application_change", offer.application_id)
    return _page(request, offer, form, _("Defer to a later cohort"))


def _page(
    request: UserRequest, offer: Offer, form: forms.Form, title: str, **more: Any
) -> HttpResponse:
    deferral: Deferral | None = more.get("deferral")
    is_open = deferral is None or deferral.status == DeferralStatus.ASKED
    can_move = is_open and deferrals.is_movable(offer)
    return office.page(
        request,
        "trainees/joining/deferral_decide.html",
        title=title,
        trail=[trails.application(offer.application)],
        offer=offer,
        options=options(offer) if can_move else [],
        can_move=can_move,
        form=form,
        **more,
    )
