"""A person's own consents: what is asked of them now, what they said, and changing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.calls.models import ConsentTerm
from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.actions import consents
from trainees.applying.forms.consents import ConsentAnswerForm
from trainees.applying.models import Consent
from trainees.people.models import Applicant
from trainees.portal.actions import withdrawals


@signed_in
@require_safe
def consent_list(request: UserRequest) -> HttpResponse:
    applicant = Applicant.objects.of_account(request.user.pk)
    asked = consents.questions_for(applicant, *consents.programs_of(applicant)) if applicant else []
    said = Consent.objects.of(applicant) if applicant else []
    return render(request, "trainees/portal/consent_list.html", {"asked": asked, "said": said})


@signed_in
def consent_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Read one text and agree, refuse or withdraw; a text of a stranger's program is not there."""
    applicant = get_object_or_404(Applicant, user=request.user)
    terms = ConsentTerm.objects.published().select_related("program")
    term = get_object_or_404(terms, pk=pk, program__in=consents.programs_of(applicant))
    form = ConsentAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdrawals.answer(applicant, term, agrees=form.agrees(), by=request.user)
        messages.success(request, _("We have written down your answer."))
        return redirect("trainees:consent_list")
    now = consents.questions_for(applicant, term.program_id)
    context = {
        "term": term,
        "asked": next((one for one in now if one.term == term), None),
        "resting": withdrawals.applications_that_need(applicant, term),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "trainees/portal/consent_answer.html", context, status=status)
