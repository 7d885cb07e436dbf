"""An applicant's pages: the form, the review before submission, the list, the withdrawal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Call
from ivi_training.http import UserRequest
from ivi_training.permissions import signed_in
from trainees.actions import appeals, applications, waiting
from trainees.errors import ApplicationsClosed
from trainees.forms.applications import ApplicantForm, ApplicationForm, SubmitForm, WithdrawForm
from trainees.forms.cases import AppealForm
from trainees.models import Appeal, Applicant, Application
from trainees.statuses import ApplicationStatus


@signed_in
@require_safe
def application_list(request: UserRequest) -> HttpResponse:
    """Show one's own applications, whatever else one may see."""
    mine = (
        Application.objects.filter(applicant__user=request.user)
        .select_related("call", "cohort")
        .prefetch_related("offers")
    )
    return render(request, "trainees/application_list.html", {"applications": mine})


@signed_in
def application_edit(request: UserRequest, code: str) -> HttpResponse:
    """Fill in the form of a call; a submitted application is shown instead."""
    call = get_object_or_404(Call.objects.published(), code=code)
    applicant = Applicant.objects.filter(user=request.user).first()
    draft = Application.objects.live().filter(call=call, applicant=applicant).first()
    if draft is not None and applicant is not None and not draft.is_editable:
        return redirect("trainees:application_detail", draft.pk)
    if draft is None and not call.is_open and request.method != "POST":
        raise ApplicationsClosed(_("It is not open now. Its page says when it was, or will be."))
    person = ApplicantForm(request.POST or None, instance=applicant or Applicant(user=request.user))
    answers = ApplicationForm(
        request.POST or None,
        request.FILES or None,
        instance=draft or Application(call=call),
        call=call,
    )
    if request.method == "POST" and _save(person, answers):
        messages.success(request, _("Your draft is saved."))
        if "review" in request.POST:
            return redirect("trainees:application_detail", answers.instance.pk)
        return redirect("trainees:application_edit", call.code)
    return render(
        request,
        "trainees/application_edit.html",
        {"call": call, "person": person, "answers": answers, "draft": draft},
        status=422 if request.method == "POST" else 200,
    )


def _save(person: ApplicantForm, answers: ApplicationForm) -> bool:
    """Save a valid draft through the action; say whether it was valid."""
    if not all([person.is_valid(), answers.is_valid()]):
        return False
    application = answers.save(commit=False)
    application.version = answers.cleaned_data["version"]
    applications.save_draft(application, person.save(commit=False), files=answers.files_given())
    return True


@signed_in
@require_safe
def application_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Review a draft before submission, or follow an application after it."""
    application = _find(request, pk)
    return _detail(request, application, SubmitForm())


@signed_in
def application_submit(request: UserRequest, pk: int) -> HttpResponse:
    """Hand the draft in, once, however often the button is pressed."""
    application = _find(request, pk)
    form = SubmitForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _detail(request, application, form)
    applications.submit(application, by=request.user)
    messages.success(request, _("Your application is submitted. A receipt is on its way to you."))
    return redirect("trainees:application_detail", application.pk)


@signed_in
def application_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take the application back, after being told what that means."""
    application = _find(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        applications.withdraw(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your application is withdrawn."))
        return redirect("trainees:application_list")
    return render(
        request, "trainees/application_withdraw.html", {"application": application, "form": form}
    )


@signed_in
def application_appeal(request: UserRequest, pk: int) -> HttpResponse:
    """Ask for another look at a negative result, once."""
    application = _find(request, pk)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        appeals.ask(application, **form.cleaned_data)
        messages.success(request, _("We have your request. A person will look at it."))
        return redirect("trainees:application_detail", application.pk)
    context = {"application": application, "form": form, "until": appeals.ask_until(application)}
    status = 422 if form.errors else 200
    return render(request, "trainees/application_appeal.html", context, status=status)


def _find(request: UserRequest, pk: int) -> Application:
    """One's own application with all that its pages show; anybody else's is not there."""
    mine = Application.objects.filter(applicant__user=request.user)
    return get_object_or_404(
        mine.select_related("call__program", "cohort__program", "applicant__user", "stream"), pk=pk
    )


def _detail(request: UserRequest, application: Application, form: SubmitForm) -> HttpResponse:
    is_draft = application.status == ApplicationStatus.DRAFT
    return render(
        request,
        "trainees/application_detail.html",
        {
            "application": application,
            "documents": application.documents.all(),
            "offer": application.offers.order_by("-pk").first(),
            "changes": application.changes(),
            "missing": applications.what_is_missing(application) if is_draft else [],
            "form": form,
            "standing": waiting.standing(application),
            "appeal": Appeal.objects.filter(application=application).first(),
            "appeal_until": appeals.ask_until(application),
            "can_withdraw": application.can_move(ApplicationStatus.WITHDRAWN),
        },
        status=422 if form.errors else 200,
    )
