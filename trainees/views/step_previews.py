"""Steps on several applications: shown first with names and number, done when confirmed."""

from collections.abc import Sequence

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Cohort
from ivi_training.http import UserRequest
from trainees.actions import screening
from trainees.models import Application

SAMPLE = 10
NOT_KEPT = ("csrfmiddlewaretoken", "applications", "digest")


def is_confirmed(request: UserRequest, plan: screening.Plan, chosen: Sequence[Application]) -> bool:
    """Whether the step may be done: one application at once, several as their preview showed."""
    digest = request.POST.get("digest", "")
    if digest:
        screening.require_unchanged(plan, digest)
    return bool(digest) or len(chosen) == 1


def preview(request: UserRequest, cohort: Cohort, plan: screening.Plan, step: str) -> HttpResponse:
    """Show how many the step would act on, the first of them, and who is left out and why."""
    board = reverse("admin:cohort_board", args=[cohort.pk])
    kept = [(k, v) for k, v in request.POST.lists() if k not in NOT_KEPT]
    context = {
        **admin.site.each_context(request),
        "title": _("Preview: %(step)s") % {"step": step},
        "trail": [{"url": board, "label": str(cohort)}],
        "cohort": cohort,
        "plan": plan,
        "step": step,
        "sample": plan.acting[:SAMPLE],
        "kept": [(name, value) for name, values in kept for value in values],
        "back": reverse("admin:cohort_screening", args=[cohort.pk])
        if "queue" in request.POST
        else board,
    }
    return render(request, "trainees/step_preview.html", context)
