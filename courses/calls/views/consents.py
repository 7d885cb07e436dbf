"""Steps of a consent's text inside the administration: begin, look at it as asked, publish it."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from courses.calls.actions import consents
from courses.calls.forms.consents import StartConsentsForm
from courses.calls.models import ConsentTerm
from courses.calls.views.trails import of_program
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.drafts import VersionKind, from_ready
from ivi_training.pages.http import UserRequest

LIST = "admin:courses_consentterm_changelist"
KIND = VersionKind(
    name="consent",
    model=ConsentTerm,
    publish=consents.publish,
    next_version=consents.next_version,
    published=_("Published. Whoever answered an earlier version is asked again."),
    copied=_("This is a draft: change it, look at it and publish it."),
)


_BEGIN = Act(
    title=_("Start from the standard texts"),
    form=StartConsentsForm,
    act=from_ready(consents.start),
    said=_("These are drafts: change, look at and publish each."),
    in_vain=_("This program has a text of every kind already."),
)


@requires("courses.add_consentterm")
def consents_start(request: UserRequest) -> HttpResponse:
    """Begin what a program asks people to agree to, as drafts, from the texts that ship."""
    route = Route([office.crumb(_("Texts of consents"), LIST)], then=of_program(LIST))
    return acts.take(request, _BEGIN, None, route)


@requires("courses.view_consentterm")
@require_safe
def consent_preview(request: UserRequest, pk: int, language: str) -> HttpResponse:
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
    return render(request, "courses/calls/consent_preview.html", context)
