"""Correcting what is held about a person: asked for on a page, made in the administration."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ivi_training.guards.permissions import requires, signed_in
from ivi_training.office.views import pages as office
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.people.models import Applicant
from trainees.records.actions import corrections
from trainees.records.forms.corrections import CorrectionDecisionForm, CorrectionRequestForm
from trainees.records.models import Correction

LIST = "admin:trainees_correction_changelist"
CORRECT = "correct"  # the button; the other one refuses


@signed_in
def correction_ask(request: UserRequest) -> HttpResponse:
    applicant = Applicant.objects.select_related("user").filter(user=request.user).first()
    if applicant is None:
        return redirect("trainees:my_data")
    form = CorrectionRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        corrections.ask(applicant, **form.cleaned_data)
        messages.success(request, _("We have your request. A person decides and writes to you."))
        return redirect("trainees:my_data")
    waiting = Correction.objects.open().filter(applicant=applicant).first()
    context = {"form": form, "waiting": waiting}
    status = 422 if form.errors else 200
    return render(request, "trainees/records/correction_ask.html", context, status=status)


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
        return redirect(LIST)
    return _page(request, correction, form)


def _page(
    request: UserRequest, correction: Correction, form: CorrectionDecisionForm
) -> HttpResponse:
    mine = Application.objects.received().filter(applicant=correction.applicant_id)
    return office.page(
        request,
        "trainees/records/correction_decide.html",
        title=_("Decide on a correction"),
        trail=[office.crumb(_("Requests for a correction"), LIST)],
        correction=correction,
        applications=mine.select_related("call", "stream").order_by("pk"),
        form=form,
    )
