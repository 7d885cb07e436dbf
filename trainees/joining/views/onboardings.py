"""Before you come: a trainee's steps after acceptance, on the same filling as an application's."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page

from ivi_training.guards.permissions import requires, signed_in
from ivi_training.office.views import acts
from ivi_training.office.views.pages import row_page
from ivi_training.pages.http import UserRequest
from trainees.applying.actions import form_pages
from trainees.applying.actions.answers import FilledForm
from trainees.applying.actions.form_pages import FormPage
from trainees.applying.forms.form_pages import SectionAnswersForm, form_for
from trainees.applying.models import Application
from trainees.applying.reports.answers import answered
from trainees.applying.views import trails
from trainees.applying.views.application_acts import ApplicationAct
from trainees.applying.views.form_pages import FormFilling, page, saved
from trainees.joining.actions import onboardings
from trainees.joining.forms.onboardings import GiveBackForm
from trainees.joining.models import Onboarding


@dataclass(frozen=True)
class OnboardingFilling(FormFilling):
    """What a trainee is asked before they come, being filled in."""

    template: ClassVar[str] = "trainees/joining/onboarding_form_page.html"
    onboarding: Onboarding

    def address(self, step: FormPage) -> str:
        return reverse("trainees:onboarding_step", args=[self.application.pk, step.slug])

    @property
    def summary(self) -> str:
        """Where everything stands on one page before it is sent in."""
        return reverse("trainees:onboarding_detail", args=[self.application.pk])

    @property
    def saved_text(self) -> str:
        """What is said once a step is saved."""
        return _("Saved. Nothing is sent to us before you send it in.")

    def extra_context(self) -> dict[str, Any]:
        """What only these pages show."""
        return {"onboarding": self.onboarding}

    def stored(self) -> FilledForm:
        """The form as it is stored now."""
        return onboardings.read(self.onboarding)


@signed_in
def onboarding_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show what is asked, given and missing; the button sends it in, once."""
    filling = _open(request, pk)
    onboarding = filling.onboarding
    if request.method == "POST":
        onboardings.send_in(onboarding, by=request.user)
        messages.success(request, _("Thank you. We have everything we asked for."))
        return redirect(filling.summary)
    context = {
        "onboarding": onboarding,
        "application": filling.application,
        "call": filling.application.call,
        "progress": filling.progress(None),
        "missing": [{"label": gap.label, "url": _field(filling, gap)} for gap in filling.gaps],
        "sections": answered(filling.filled),
    }
    return render(request, "trainees/joining/onboarding_detail.html", context)


@signed_in
@gzip_page
def onboarding_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    """Fill in one section; what was sent in, or whose place has ended, is shown instead."""
    filling = _open(request, pk)
    here = next((one for one in filling.pages if one.slug == step), None)
    if here is None or not filling.onboarding.is_open:
        return redirect(filling.summary)
    form = form_for(
        here, filling.application, filling.filled, request.POST or None, request.FILES or None
    )
    if request.method == "POST" and isinstance(form, SectionAnswersForm) and form.is_valid():
        onboardings.save(filling.onboarding, form.given())
        return saved(request, filling, here, form)
    return page(request, filling, here, form)


_GIVE_BACK = ApplicationAct(
    title=gettext_lazy("Ask again"),
    form=GiveBackForm,
    act=onboardings.give_back,
    said=gettext_lazy("The form is open again and the trainee is told."),
)


@requires("trainees.handle_onboarding")
def onboarding_return(request: UserRequest, pk: int) -> HttpResponse:
    onboarding = get_object_or_404(Onboarding.objects.with_related(), pk=pk)
    application = onboarding.application
    route = trails.on(application, then=row_page(onboarding))
    return acts.take(request, _GIVE_BACK, onboarding, route, application=application)


def _open(request: UserRequest, pk: int) -> OnboardingFilling:
    """What one is asked for one's own place; anybody else's is not there."""
    mine = Application.objects.filter(applicant__user=request.user)
    application = get_object_or_404(
        mine.select_related("call__program", "applicant__user", "cohort"), pk=pk
    )
    onboarding = onboardings.newest(application)
    if onboarding is None:
        raise Http404
    filled = onboardings.read(onboarding)
    gaps = form_pages.unanswered(filled) if onboarding.is_open else []
    return OnboardingFilling(
        application, filled, form_pages.sections_of(filled), gaps, needed=[], onboarding=onboarding
    )


def _field(filling: OnboardingFilling, gap: form_pages.Gap) -> str:
    step = next(one for one in filling.pages if one.slug == gap.step)
    return f"{filling.address(step)}#div_id_{gap.field}"
