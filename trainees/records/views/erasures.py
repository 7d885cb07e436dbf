"""Erasure of one's own data: asked for on a page, decided in the administration."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.accounts.models import Erasure
from ivi_training.accounts.statuses import RefusalGround
from ivi_training.guards.permissions import requires, signed_in
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest
from trainees.records.actions import erasures
from trainees.records.forms.erasures import AGREE, ErasureDecisionForm, ErasureForm
from trainees.records.reports.my_data import data_of

LIST = "admin:ivi_training_erasure_changelist"


@signed_in
@reauthentication_required
def erasure_ask(request: UserRequest) -> HttpResponse:
    """Ask to be erased, after reading what that means, with a password that was just given."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erasures.ask(request.user)
        messages.success(request, _("We have your request. A person decides and writes to you."))
        return redirect("trainees:my_data")
    context = {
        "form": form,
        "erasure": Erasure.objects.filter(user=request.user).first(),
        "is_staff": erasures.is_of_staff(request.user),
        "running": erasures.applications_in_the_way(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/records/erasure_ask.html", context, status=status)


@signed_in
@require_POST
def erasure_take_back(request: UserRequest) -> HttpResponse:
    """Take one's own request back while nobody has decided."""
    erasure = get_object_or_404(Erasure.objects.open(), user=request.user)
    erasures.take_back(erasure, by=request.user)
    messages.success(request, _("You have taken your request back; everything stays as it is."))
    return redirect("trainees:my_data")


@requires("ivi_training.decide_erasure")
@reauthentication_required
def erasure_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Erase a person who asked for it, or refuse on a ground of the law."""
    related = Erasure.objects.select_related("user", "decided_by")
    erasure = get_object_or_404(related, pk=pk)
    form = ErasureDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["decision"] == AGREE:
            erasures.agree(erasure, by=request.user)
        else:
            ground = RefusalGround(data["ground"])
            erasures.refuse(erasure, ground=ground, note=data["note"], by=request.user)
        messages.success(request, _("The request is decided and the person is told."))
        return redirect(LIST)
    return _page(request, erasure, form)


def _page(request: UserRequest, erasure: Erasure, form: ErasureDecisionForm) -> HttpResponse:
    """The decision, beside what stands in its way and how much it is about."""
    kinds = data_of(erasure.user) if erasure.is_open else []
    return office.page(
        request,
        "trainees/records/erasure_decide.html",
        title=_("Decide on erasure"),
        trail=[office.crumb(_("Requests for erasure"), LIST)],
        erasure=erasure,
        is_staff=erasures.is_of_staff(erasure.user),
        running=erasures.applications_in_the_way(erasure.user),
        kinds=[kind for kind in kinds if kind.records],
        form=form,
    )
