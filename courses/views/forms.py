"""Steps of a form inside the administration: start it, look at it as an applicant, publish it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.actions import form_templates, forms
from courses.forms.form_editor import StartForm
from courses.forms.questions import QuestionsForm
from courses.models import FormVersion
from ivi_training.http import UserRequest
from ivi_training.permissions import requires


@requires("courses.add_formversion")
def form_start(request: UserRequest) -> HttpResponse:
    """Begin the form of a call as a draft: from a template, from another form, or empty."""
    form = StartForm(request.POST or None, initial={"call": request.GET.get("call")})
    if request.method == "POST" and form.is_valid():
        draft = _start(**form.cleaned_data)
        messages.success(request, _("This is a draft: change it, look at it and publish it."))
        return redirect("admin:courses_formversion_change", draft.pk)
    back = reverse("admin:courses_formversion_changelist")
    context = {
        **admin.site.each_context(request),
        "title": _("Start a form"),
        "trail": [{"url": back, "label": _("Forms")}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)


def _start(call: Any, stage: str, template: str, like: FormVersion | None) -> FormVersion:
    if template:
        return form_templates.start(call, template)
    return forms.start_draft(call, stage, like=like)


@requires("courses.change_formversion")
@require_POST
def form_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Let applicants answer it, from now on unchanged."""
    forms.publish(get_object_or_404(FormVersion, pk=pk), by=request.user)
    messages.success(request, _("Published. Drafts follow it; what was submitted stays."))
    return redirect("admin:courses_formversion_change", pk)


@requires("courses.add_formversion")
@require_POST
def form_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Start the next version of the same call as a copy."""
    version = get_object_or_404(FormVersion, pk=pk)
    draft = forms.start_draft(version.call, version.stage, like=version)
    messages.success(request, _("This is a draft: change it, look at it and publish it."))
    return redirect("admin:courses_formversion_change", draft.pk)


@requires("courses.view_formversion")
@require_safe
def form_preview(request: UserRequest, pk: int, language: str) -> HttpResponse:
    """Show the form as an applicant sees it, in one language; nothing is kept."""
    version = get_object_or_404(FormVersion.objects.select_related("call"), pk=pk)
    # Until the page is rendered; the next request asks for its own language.
    translation.activate(language)
    sections = version.outline()
    steps = [
        {
            "section": section,
            "form": QuestionsForm(
                questions=list(section.questions.all()),
                known={},
                auto_id=f"id_{section.pk}_%s",
            ),
        }
        for section in sections
    ]
    context = {
        "version": version,
        "steps": steps,
        "language": language,
        "missing": forms.what_is_missing(version),
        "languages": settings.LANGUAGES,
        "LANGUAGE_CODE": language,
    }
    return render(request, "courses/form_preview.html", context)
