"""An applicant's page for what is missing: exactly that is open, the rest is as submitted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.actions import answers
from trainees.applying.models import Application
from trainees.screening.actions import returns
from trainees.screening.forms.returns import AnswerForm
from trainees.screening.models import ReturnRequest


@signed_in
def return_answer(request: UserRequest, pk: int) -> HttpResponse:
    mine = Application.objects.filter(applicant__user=request.user)
    application = get_object_or_404(
        mine.select_related("call__program", "cohort__program", "applicant__user"), pk=pk
    )
    asked = ReturnRequest.objects.open().filter(application=application).first()
    if asked is None:
        return redirect("trainees:application_detail", pk)
    asked.application = application
    filled = answers.read(application)
    form = AnswerForm(request.POST or None, request.FILES or None, asked=asked, filled=filled)
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = {
            "answers": form.answers(),
            "files": form.files_given(),
            "given": form.given(),
        }
        returns.answer(asked, **facts, by=request.user)
        messages.success(request, _("Thank you. Your application is handed in again."))
        return redirect("trainees:application_detail", pk)
    context = {"application": application, "asked": asked, "form": form}
    status = 422 if form.errors else 200
    return render(request, "trainees/screening/return_answer.html", context, status=status)
