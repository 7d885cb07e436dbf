"""Revising quotas: all ceilings on one page, kept as a version."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Program
from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import quotas
from trainees.forms.quotas import RevisionForm
from trainees.models import QuotaVersion


@requires("trainees.change_quota")
def quotas_revise(request: UserRequest, pk: int) -> HttpResponse:
    """Change ceilings together; the versions before stay on record."""
    program = get_object_or_404(Program, pk=pk)
    form = RevisionForm(request.POST or None, program=program)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("effective_on", "reason", "reference")}
        version = quotas.revise(program, form.ceilings(), by=request.user, **facts)
        messages.success(request, _("Version %(n)s is in force.") % {"n": version.number})
        return redirect("admin:courses_program_change", pk)
    back = reverse("admin:courses_program_change", args=[pk])
    context = {
        **admin.site.each_context(request),
        "title": _("Revise quotas"),
        "trail": [{"url": back, "label": program.name}],
        "back": back,
        "form": form,
        "versions": QuotaVersion.objects.filter(program=program)
        .select_related("made_by")
        .prefetch_related("lines__quota"),
    }
    return render(
        request, "trainees/quotas_revise.html", context, status=422 if form.errors else 200
    )
