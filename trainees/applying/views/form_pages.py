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

from courses.calls.models import Call
from courses.calls.views.calls import setup_or_404
from ivi_training.guards.permissions import signed_in
from ivi_training.pages.http import UserRequest
from trainees.applying.actions import answers, drafts, endorsements, form_pages
from trainees.applying.actions.answers import FilledForm
from trainees.applying.actions.endorsements import RequiredEndorsement
from trainees.applying.actions.form_pages import COURSE, ENDORSEMENTS, FormPage, Gap
from trainees.applying.forms.form_pages import StepForm, form_for, newly_asked, parts
from trainees.applying.models import Application
from trainees.people.models import Applicant

AUTOSAVED = "X-Autosave"


@dataclass(frozen=True)
class FormFilling:
    """An application being filled in, with its form and its steps."""

    template: ClassVar[str] = "trainees/applying/application_form_page.html"
    application: Application
    filled: FilledForm
    pages: list[FormPage]
    gaps: list[Gap]
    needed: list[RequiredEndorsement]

    @property
    def is_new(self) -> bool:
        """Whether nothing is saved yet."""
        return self.application.pk is None

    def after(self, step: FormPage) -> FormPage | None:
        position = self.pages.index(step) + 1
        return self.pages[position] if position < len(self.pages) else None

    def address(self, step: FormPage) -> str:
        return reverse("trainees:application_step", args=[self.application.call.code, step.slug])

    @property
    def summary(self) -> str:
        """Where everything stands on one page before it is handed in."""
        return reverse("trainees:application_detail", args=[self.application.pk])

    @property
    def saved_text(self) -> str:
        """What is said once a step is saved."""
        return _("Your draft is saved.")

    def extra_context(self) -> dict[str, Any]:
        """What only these pages show."""
        return {}

    def stored(self) -> FilledForm:
        """The form as it is stored now."""
        return answers.read(self.application, self.filled.setup)

    def progress(self, current: FormPage | None) -> list[dict[str, Any]]:
        lacking = {gap.step for gap in self.gaps}
        return [
            {
                "url": "" if self.is_new else self.address(step),
                "title": step.title,
                "is_current": step == current,
                "is_done": not self.is_new and step.slug not in lacking,
            }
            for step in self.pages
        ]


@signed_in
@require_safe
def application_edit(request: UserRequest, code: str) -> HttpResponse:
    """Go on where something is missing, or to the summary; a first visit begins with the course."""
    filling = open_form(request, code)
    if not filling.application.is_editable:
        return redirect("trainees:application_detail", filling.application.pk)
    if not filling.is_new and not filling.gaps:
        return redirect("trainees:application_detail", filling.application.pk)
    slug = COURSE.slug if filling.is_new else filling.gaps[0].step
    return redirect("trainees:application_step", code, slug)


@signed_in
@gzip_page
def application_step(request: UserRequest, code: str, step: str) -> HttpResponse:
    """Fill in one step; a submitted application is shown instead."""
    filling = open_form(request, code)
    if not filling.application.is_editable:
        return redirect("trainees:application_detail", filling.application.pk)
    here = next((one for one in filling.pages if one.slug == step), None)
    if here is None or (filling.is_new and here != COURSE):
        return redirect("trainees:application_edit", code)
    if here == ENDORSEMENTS:
        context = _where(filling, here) | {"onward": filling.after(here)}
        return render(request, "trainees/applying/page_endorsements.html", context)
    form = form_for(
        here, filling.application, filling.filled, request.POST or None, request.FILES or None
    )
    if request.method == "POST" and form.is_valid():
        application = filling.application
        drafts.save(
            application, application.applicant, **parts(form), arrived_at=request.arrived_at
        )
        drafts.allow_grace(application, request.arrived_at)
        return saved(request, filling, here, form)
    return page(request, filling, here, form)


def open_form(request: UserRequest, code: str, *, with_gaps: bool = True) -> FormFilling:
    """One's own draft of the call, or a new one while the call is open."""
    setup = setup_or_404(code)
    call = setup.call
    applicant = Applicant.objects.of_account(request.user.pk)
    application = _draft(call, applicant) if applicant else None
    if application is None:
        drafts.refuse_unless_open(call, request.arrived_at)
        application = Application(call=call, form_version=setup.form)
    application.call = call
    application.applicant = applicant or Applicant(user=request.user)
    application.applicant.user = request.user
    filled = answers.read(application, setup)
    is_kept = application.pk is not None and application.is_editable
    needed = endorsements.needed(application, setup)
    gaps = form_pages.gaps(application, filled, needed) if is_kept and with_gaps else []
    return FormFilling(application, filled, form_pages.pages_of(filled, needed), gaps, needed)


def _draft(call: Call, applicant: Applicant) -> Application | None:
    mine = Application.objects.live().filter(call=call, applicant=applicant)
    return mine.select_related("cohort").first()


def saved(
    request: UserRequest, filling: FormFilling, here: FormPage, form: StepForm
) -> HttpResponse:
    """Answer a save: a word to the script, or the next page."""
    if request.headers.get(AUTOSAVED):
        # What is stored now, for the next save from the same page.
        again = form_for(here, filling.application, filling.stored())
        at = date_format(timezone.localtime(), "TIME_FORMAT")
        text = _("Saved at %(time)s KST.") % {"time": at}
        return JsonResponse({"seen": again.initial["seen"], "text": text})
    if newly_asked(form):
        messages.info(request, _("Saved. Your answer brings up a further question below."))
        return redirect(filling.address(here))
    messages.success(request, filling.saved_text)
    onward = filling.after(here)
    if "stay" in request.POST:
        return redirect(filling.address(here))
    if onward is None or "review" in request.POST:
        return redirect(filling.summary)
    return redirect(filling.address(onward))


def page(
    request: UserRequest, filling: FormFilling, here: FormPage, form: StepForm
) -> HttpResponse:
    """Show the step, with what is wrong in it; to the script in a word."""
    status = 422 if request.method == "POST" else 200
    if request.headers.get(AUTOSAVED):
        text = _("Not saved: press “Save and continue” to see what is wrong.")
        errors = {name: form.errors[name] for name in request.FILES if name in form.errors}
        return JsonResponse({"text": text, "errors": errors}, status=status)
    context = _where(filling, here) | {"form": form, "documents": documents_of(filling, here)}
    context |= filling.extra_context()
    return render(request, filling.template, context, status=status)


def _where(filling: FormFilling, here: FormPage) -> dict[str, Any]:
    """What every step shows: the steps before and after it."""
    number = filling.pages.index(here) + 1
    return {
        "call": filling.application.call,
        "application": filling.application,
        "step": here,
        "progress": filling.progress(here),
        "number": number,
        "needed": filling.needed,
        "is_last": here == filling.pages[-1],
        "previous": filling.address(filling.pages[number - 2]) if number > 1 else "",
    }


def documents_of(filling: FormFilling, here: FormPage) -> list[Any]:
    """The files that this step holds already."""
    if here.papers:
        kept = filling.application.documents.filter(kind__in=here.papers)
        return [{"label": paper.label, "paper": paper} for paper in kept]
    questions = here.section.questions.all() if here.section else ()
    files = filling.filled.documents
    return [
        {"label": question.label, "paper": files[question.key]}
        for question in questions
        if question.key in files
    ]
