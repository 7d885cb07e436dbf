"""Filling in an application: a page for each step, saved on its own, from any device."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from courses.models import Call
from courses.views.calls import setup_or_404
from ivi_training.http import UserRequest
from ivi_training.permissions import signed_in
from trainees.actions import answers, drafts, endorsements, steps
from trainees.actions.answers import Filled
from trainees.actions.endorsements import Needed
from trainees.actions.steps import COURSE, ENDORSEMENTS, Gap, Step
from trainees.errors import ApplicationsClosed
from trainees.forms.steps import StepForm, form_for, newly_asked, parts
from trainees.models import Applicant, Application

AUTOSAVED = "X-Autosave"


@dataclass(frozen=True)
class Desk:
    """An application being filled in, with its form and its steps."""

    template: ClassVar[str] = "trainees/application_step.html"
    application: Application
    filled: Filled
    steps: list[Step]
    gaps: list[Gap]
    needed: list[Needed]

    @property
    def is_new(self) -> bool:
        """Whether nothing is saved yet."""
        return self.application.pk is None

    def after(self, step: Step) -> Step | None:
        """The step that follows."""
        position = self.steps.index(step) + 1
        return self.steps[position] if position < len(self.steps) else None

    def address(self, step: Step) -> str:
        """Where the step is filled in."""
        return reverse("trainees:application_step", args=[self.application.call.code, step.slug])

    @property
    def summary(self) -> str:
        """Where everything stands on one page before it is handed in."""
        return reverse("trainees:application_detail", args=[self.application.pk])

    @property
    def kept(self) -> str:
        """What is said once a step is saved."""
        return _("Your draft is saved.")

    def more(self) -> dict[str, Any]:
        """What only the pages of this desk show."""
        return {}

    def stored(self) -> Filled:
        """The form as it is stored now."""
        return answers.read(self.application, self.filled.setup)

    def progress(self, current: Step | None) -> list[dict[str, Any]]:
        """Every step and where it stands."""
        lacking = {gap.step for gap in self.gaps}
        return [
            {
                "url": "" if self.is_new else self.address(step),
                "title": step.title,
                "is_current": step == current,
                "is_done": not self.is_new and step.slug not in lacking,
            }
            for step in self.steps
        ]


@signed_in
@require_safe
def application_edit(request: UserRequest, code: str) -> HttpResponse:
    """Go on where something is missing, or to the summary; a first visit begins with the course."""
    desk = open_desk(request, code)
    if not desk.application.is_editable:
        return redirect("trainees:application_detail", desk.application.pk)
    if not desk.is_new and not desk.gaps:
        return redirect("trainees:application_detail", desk.application.pk)
    slug = COURSE.slug if desk.is_new else desk.gaps[0].step
    return redirect("trainees:application_step", code, slug)


@signed_in
@gzip_page
def application_step(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Fill in one step; a submitted application is shown instead."""
    desk = open_desk(request, code)
    if not desk.application.is_editable:
        return redirect("trainees:application_detail", desk.application.pk)
    here = next((one for one in desk.steps if one.slug == step), None)
    if here is None or (desk.is_new and here != COURSE):
        return redirect("trainees:application_edit", code)
    if here == ENDORSEMENTS:
        context = _where(desk, here) | {"onward": desk.after(here)}
        return render(request, "trainees/step_endorsements.html", context)
    form = form_for(
        here, desk.application, desk.filled, request.POST or None, request.FILES or None
    )
    if request.method == "POST" and form.is_valid():
        application = desk.application
        drafts.save(application, application.applicant, **parts(form))
        drafts.keep_in_time(application, request.arrived_at)
        return saved(request, desk, here, form)
    return page(request, desk, here, form)


def open_desk(request: UserRequest, code: str, *, with_gaps: bool = True) -> Desk:
    """One's own draft of the call, or a new one while the call is open."""
    setup = setup_or_404(code)
    call = setup.call
    applicant = Applicant.objects.of_account(request.user.pk)
    application = _draft(call, applicant) if applicant else None
    if application is None:
        if not call.is_open and request.method != "POST":
            raise ApplicationsClosed(
                _("It is not open now. Its page says when it was, or will be.")
            )
        application = Application(call=call, form_version=setup.form)
    application.call = call
    application.applicant = applicant or Applicant(user=request.user)
    application.applicant.user = request.user
    filled = answers.read(application, setup)
    is_kept = application.pk is not None and application.is_editable
    needed = endorsements.needed(application, setup)
    gaps = steps.gaps(application, filled, needed) if is_kept and with_gaps else []
    return Desk(application, filled, steps.steps_of(filled, needed), gaps, needed)


def _draft(call: Call, applicant: Applicant) -> Application | None:
    mine = Application.objects.live().filter(call=call, applicant=applicant)
    return mine.select_related("cohort").first()


def saved(request: UserRequest, desk: Desk, here: Step, form: StepForm) -> HttpResponse:
    """Answer a save: a word to the script, or the next page."""
    if request.headers.get(AUTOSAVED):
        # What is stored now, for the next save from the same page.
        again = form_for(here, desk.application, desk.stored())
        at = date_format(timezone.localtime(), "TIME_FORMAT")
        text = _("Saved at %(time)s KST.") % {"time": at}
        return JsonResponse({"seen": again.initial["seen"], "text": text})
    if newly_asked(form):
        messages.info(request, _("Saved. Your answer brings up a further question below."))
        return redirect(desk.address(here))
    messages.success(request, desk.kept)
    onward = desk.after(here)
    if "stay" in request.POST:
        return redirect(desk.address(here))
    if onward is None or "review" in request.POST:
        return redirect(desk.summary)
    return redirect(desk.address(onward))


def page(request: UserRequest, desk: Desk, here: Step, form: StepForm) -> HttpResponse:
    """Show the step, with what is wrong in it; to the script in a word."""
    status = 422 if request.method == "POST" else 200
    if request.headers.get(AUTOSAVED):
        text = _("Not saved: look at what is marked when you continue.")
        errors = {name: form.errors[name] for name in request.FILES if name in form.errors}
        return JsonResponse({"text": text, "errors": errors}, status=status)
    context = _where(desk, here) | {"form": form, "documents": documents_of(desk, here)}
    context |= desk.more()
    return render(request, desk.template, context, status=status)


def _where(desk: Desk, here: Step) -> dict[str, Any]:
    """What every step shows: the steps before and after it."""
    number = desk.steps.index(here) + 1
    return {
        "call": desk.application.call,
        "application": desk.application,
        "step": here,
        "progress": desk.progress(here),
        "number": number,
        "needed": desk.needed,
        "is_last": here == desk.steps[-1],
        "previous": desk.address(desk.steps[number - 2]) if number > 1 else "",
    }


def documents_of(desk: Desk, here: Step) -> list[Any]:
    """The files that this step holds already."""
    if here.papers:
        kept = desk.application.documents.filter(kind__in=here.papers)
        return [{"label": paper.label, "paper": paper} for paper in kept]
    questions = here.section.questions.all() if here.section else ()
    files = desk.filled.documents
    return [
        {"label": question.label, "paper": files[question.key]}
        for question in questions
        if question.key in files
    ]
