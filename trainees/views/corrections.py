"""Correcting what is held about a person: asked for on a page, made in the administration."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ivi_training.http import UserRequest
from ivi_training.permissions import requires, signed_in
from trainees.actions import corrections
from trainees.forms.corrections import CorrectionDecisionForm, CorrectionForm
from trainees.models import Applicant, Application, Correction

CORRECT = "correct"  # the button; the other one refuses


@signed_in
def correction_ask(request: UserRequest) -> HttpResponse:
    """Say what is wrong in what one has handed in."""
    applicant = Applicant.objects.select_related("user").filter(user=request.user).first()
    if applicant is None:
        return redirect("trainees:my_data")
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        corrections.ask(applicant, **form.cleaned_data)
        messages.success(request, _("We have your request. A person decides and writes to you."))
        return redirect("trainees:my_data")
    waiting = Correction.objects.open().filter(applicant=applicant).first()
    context = {"form": form, "waiting": waiting}
    status = 422 if form.errors else 200
    return render(request, "trainees/correction_ask.html", context, status=status)


@requires("trainees.decide_correction")
def correction_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Put the person's facts right, or say why not."""
    related = Correction.objects.select_related("applicant__user", "decided_by")
    correction = get_object_or_404(related, pk=pk)
    form = CorrectionDecisionForm(request.POST or None, instance=correction.applicant)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        note = facts.pop("note")
        if request.POST.get("decision") == CORRECT:
            corrections.correct(correction, facts=facts, note=note, by=request.user)
        else:
            corrections.refuse(correction, note=note, by=request.user)
        messages.success(request, _("The request is decided and the person is told."))
        return redirect("admin:trainees_correction_changelist")
    return _page(request, correction, form)


def _page(
    request: UserRequest, correction: Correction, form: CorrectionDecisionForm
) -> HttpResponse:
    """The facts beside what the person says, and where else they were used."""
    back = reverse("admin:trainees_correction_changelist")
    mine = Application.objects.received().filter(applicant=correction.applicant_id)
    context = {
        **admin.site.each_context(request),
        "title": _("Decide on a correction"),
        "trail": [{"url": back, "label": _("Requests for a correction")}],
        "correction": correction,
        "applications": mine.select_related("call", "stream").order_by("pk"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/correction_decide.html", context, status=status)
