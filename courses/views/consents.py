"""Steps of a consent's text inside the administration: begin, look at it as asked, publish it."""

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.actions import consents
from courses.forms.consents import StartConsentsForm
from courses.models import ConsentTerm
from ivi_training.http import UserRequest
from ivi_training.permissions import requires


@requires("courses.add_consentterm")
def consents_start(request: UserRequest) -> HttpResponse:
    """Begin what a program asks people to agree to, as drafts, from the texts that ship."""
    form = StartConsentsForm(request.POST or None)
    back = reverse("admin:courses_consentterm_changelist")
    if request.method == "POST" and form.is_valid():
        program = form.cleaned_data["program"]
        if consents.start(program):
            messages.success(request, _("These are drafts: change, look at and publish each."))
        else:
            messages.info(request, _("This program has a text of every kind already."))
        return redirect(f"{back}?program__id__exact={program.pk}")
    context = {
        **admin.site.each_context(request),
        "title": _("Begin from the ready texts"),
        "trail": [{"url": back, "label": _("Texts of consents")}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)


@requires("courses.change_consentterm")
@require_POST
def consent_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Ask people from now on, also those who have answered an earlier version."""
    consents.publish(get_object_or_404(ConsentTerm, pk=pk), by=request.user)
    messages.success(request, _("Published. Whoever answered an earlier version is asked anew."))
    return redirect("admin:courses_consentterm_change", pk)


@requires("courses.add_consentterm")
@require_POST
def consent_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Start the next version as a copy."""
    draft = consents.next_version(get_object_or_404(ConsentTerm, pk=pk))
    messages.success(request, _("This is a draft: change it, look at it and publish it."))
    return redirect("admin:courses_consentterm_change", draft.pk)


@requires("courses.view_consentterm")
@require_safe
def consent_preview(request: UserRequest, pk: int, language: str) -> HttpResponse:
    """Show the text as it is asked, in one language."""
    term = get_object_or_404(ConsentTerm.objects.select_related("program"), pk=pk)
    # Until the page is rendered; the next request asks for its own language.
    translation.activate(language)
    context = {
        "term": term,
        "language": language,
        "languages": settings.LANGUAGES,
        "missing": [] if term.is_published else consents.what_is_missing(term),
        "LANGUAGE_CODE": language,
    }
    return render(request, "courses/consent_preview.html", context)
