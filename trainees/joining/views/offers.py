"""Answering an offer: a page that says what the answer means, then one button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.joining.actions import offers
from trainees.joining.forms.offers import DeclineForm
from trainees.joining.models import Offer


@signed_in
def offer_accept(request: UserRequest, pk: int) -> HttpResponse:
    """Accept the place, after seeing once more what it is."""
    offer = _find(request, pk)
    if request.method == "POST":
        offers.accept(offer, by=request.user)
        messages.success(request, _("You have accepted. We look forward to meeting you."))
        return redirect("trainees:application_detail", offer.application_id)
    return render(request, "trainees/joining/offer_accept.html", {"offer": offer})


@signed_in
def offer_decline(request: UserRequest, pk: int) -> HttpResponse:
    """Turn the place down, with a reason if one wants to give it."""
    offer = _find(request, pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        offers.decline(offer, by=request.user, **form.cleaned_data)
        messages.success(request, _("You have declined the offer. Thank you for telling us."))
        return redirect("trainees:application_detail", offer.application_id)
    return render(request, "trainees/joining/offer_decline.html", {"offer": offer, "form": form})


def _find(request: UserRequest, pk: int) -> Offer:
    """One's own offer; anybody else's is not there."""
    mine = Offer.objects.filter(application__applicant__user=request.user)
    return get_object_or_404(
        mine.select_related(
            "application__call__program",
            "application__cohort",
            "application__applicant__user",
            "place__cohort",
            "commitment",
        ),
        pk=pk,
    )
