"""Before you come: a trainee's steps after acceptance, on the same desk as an application's."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from ivi_training.http import UserRequest
from ivi_training.permissions import requires, signed_in
from trainees.actions import onboardings, steps
from trainees.actions.answers import Filled
from trainees.actions.steps import Step
from trainees.forms.onboardings import GiveBackForm
from trainees.forms.steps import SectionForm, form_for
from trainees.models import Application, Onboarding
from trainees.reports.answers import answered
from trainees.views.cases import step_page
from trainees.views.steps import Desk, page, saved


@dataclass(frozen=True)
class OnboardingDesk(Desk):
    """What a trainee is asked before they come, being filled in."""

    template: ClassVar[str] = "trainees/onboarding_step.html"
    onboarding: Onboarding

    def address(self, step: Step) -> str:
        """Where the step is filled in."""
        return reverse("trainees:onboarding_step", args=[self.application.pk, step.slug])

    @property
    def summary(self) -> str:
        """Where everything stands on one page before it is sent in."""
        return reverse("trainees:onboarding_detail", args=[self.application.pk])

    @property
    def kept(self) -> str:
        """What is said once a step is saved."""
        return _("Saved. Nothing is sent to us before you send it in.")

    def more(self) -> dict[str, Any]:
        """What only the pages of this desk show."""
        return {"onboarding": self.onboarding}

    def stored(self) -> Filled:
        """The form as it is stored now."""
        return onboardings.read(self.onboarding)


@signed_in
def onboarding_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show what is asked, given and missing; the button sends it in, once."""
    desk = _desk(request, pk)
    onboarding = desk.onboarding
    if request.method == "POST":
        onboardings.send_in(onboarding, by=request.user)
        messages.success(request, _("Thank you. We have everything we asked for."))
        return redirect(desk.summary)
    context = {
        "onboarding": onboarding,
        "application": desk.application,
        "call": desk.application.call,
        "progress": desk.progress(None),
        "missing": [{"label": gap.label, "url": _field(desk, gap)} for gap in desk.gaps],
        "sections": answered(desk.filled),
    }
    return render(request, "trainees/onboarding_detail.html", context)


@signed_in
@gzip_page
def onboarding_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    """Fill in one section; what was sent in, or whose place has ended, is shown instead."""
    desk = _desk(request, pk)
    here = next((one for one in desk.steps if one.slug == step), None)
    if here is None or not desk.onboarding.is_open:
        return redirect(desk.summary)
    form = form_for(
        here, desk.application, desk.filled, request.POST or None, request.FILES or None
    )
    if request.method == "POST" and isinstance(form, SectionForm) and form.is_valid():
        onboardings.save(desk.onboarding, form.given())
        return saved(request, desk, here, form)
    return page(request, desk, here, form)


@requires("trainees.handle_onboarding")
def onboarding_return(request: UserRequest, pk: int) -> HttpResponse:
    """Ask a trainee to complete or to correct what was sent in."""
    onboarding = get_object_or_404(Onboarding.objects.with_related(), pk=pk)
    form = GiveBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        onboardings.give_back(onboarding, by=request.user, **form.cleaned_data)
        messages.success(request, _("The form is open again and the trainee is told."))
        return redirect("admin:trainees_onboarding_change", pk)
    return step_page(request, onboarding.application, form, _("Ask again"))


def _desk(request: UserRequest, pk: int) -> OnboardingDesk:
    """What one is asked for one's own place; anybody else's is not there."""
    mine = Application.objects.filter(applicant__user=request.user)
    application = get_object_or_404(
        mine.select_related("call__program", "applicant__user", "cohort"), pk=pk
    )
    onboarding = onboardings.newest(application)
    if onboarding is None:
        raise Http404
    filled = onboardings.read(onboarding)
    gaps = steps.unanswered(filled) if onboarding.is_open else []
    return OnboardingDesk(
        application, filled, steps.sections_of(filled), gaps, needed=[], onboarding=onboarding
    )


def _field(desk: OnboardingDesk, gap: steps.Gap) -> str:
    """Where the missing answer is given."""
    step = next(one for one in desk.steps if one.slug == gap.step)
    return f"{desk.address(step)}#div_id_{gap.field}"
