"""Steps of a form inside the administration: start it, look at it as an applicant, publish it."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.calls.actions import form_templates, forms
from courses.calls.forms.form_editor import StartForm
from courses.calls.forms.questions import QuestionsForm
from courses.calls.models import FormVersion
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.drafts import VersionKind
from ivi_training.pages.http import UserRequest

KIND = VersionKind(
    name="form",
    model=FormVersion,
    publish=forms.publish,
    next_version=forms.next_version,
    published=gettext_lazy("Published. Drafts follow it; what was submitted stays."),
    copied=gettext_lazy("This is a draft: change it, look at it and publish it."),
)


def _start(asked: int | None, *, by: User, **source: Any) -> FormVersion:
    del asked, by  # a draft binds nobody
    call, stage = source["call"], source["stage"]
    if source["template"]:
        return form_templates.start(call, source["template"])
    return forms.start_draft(call, stage, like=source["like"])


_START = Act(
    title=gettext_lazy("Start a form"),
    form=StartForm,
    told=lambda asked: {"initial": {"call": asked}},
    act=_start,
    said=gettext_lazy("This is a draft: change it, look at it and publish it."),
)


@requires("courses.add_formversion")
def form_start(request: UserRequest) -> HttpResponse:
    """Begin the form of a call as a draft: from a template, from another form, or empty."""
    above = office.crumb(gettext_lazy("Forms"), "admin:courses_formversion_changelist")
    route = Route([above], then=lambda draft, **_facts: office.row_page(draft))
    return acts.take(request, _START, request.GET.get("call"), route)


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
    return render(request, "courses/calls/form_preview.html", context)
