"""Erasure of one's own data: asked for on a page, decided in the administration."""

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.http import UserRequest
from ivi_training.models import Erasure
from ivi_training.permissions import requires, signed_in
from ivi_training.statuses import RefusalGround
from trainees.actions import erasures
from trainees.forms.erasures import AGREE, ErasureDecisionForm, ErasureForm
from trainees.reports.my_data import held


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
        "running": erasures.in_the_way(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/erasure_ask.html", context, status=status)


@signed_in
@require_POST
def erasure_take_back(request: UserRequest) -> HttpResponse:
    """Take one's own request back while nobody has decided."""
    erasure = get_object_or_404(Erasure.objects.open(), user=request.user)
    erasures.take_back(erasure, by=request.user)
    messages.success(request, _("You have taken your request back; everything stays as it is."))
    return redirect("trainees:my_data")


@requires("ivi_training.decide_erasure")
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
        return redirect("admin:ivi_training_erasure_changelist")
    return _page(request, erasure, form)


def _page(request: UserRequest, erasure: Erasure, form: ErasureDecisionForm) -> HttpResponse:
    """The decision, beside what stands in its way and how much it is about."""
    back = reverse("admin:ivi_training_erasure_changelist")
    kinds = held(erasure.user) if erasure.is_open else []
    context = {
        **admin.site.each_context(request),
        "title": _("Decide on erasure"),
        "trail": [{"url": back, "label": _("Requests for erasure")}],
        "erasure": erasure,
        "is_staff": erasures.is_of_staff(erasure.user),
        "running": erasures.in_the_way(erasure.user),
        "kinds": [kind for kind in kinds if kind.records],
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/erasure_decide.html", context, status=status)
