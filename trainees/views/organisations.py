"""Organisations: suggested while somebody types, named and merged inside the administration."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import admin, messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.http import UserRequest
from ivi_training.permissions import requires, signed_in
from trainees.actions import organisations
from trainees.forms.organisations import MergeForm, NameForm
from trainees.models import Organisation

LONGEST = 200
may_merge = requires("trainees.merge_organisation")


@signed_in
@require_POST
def organisation_suggest(request: UserRequest) -> JsonResponse:
    """Names of employers that begin with what was typed, and nothing about anybody.

    Posted: what somebody types is in no log, and only posts are limited.
    """
    if not ratelimit.consume(request, action="suggestions", user=request.user):
        return JsonResponse({"names": []}, status=429)
    letters = request.POST.get("q", "").replace("\x00", "")[:LONGEST]
    country = request.POST.get("with", "").replace("\x00", "")[:2]
    return JsonResponse({"names": organisations.suggestions(letters, country)})


@may_merge
def organisation_name(request: UserRequest, pk: int) -> HttpResponse:
    """Give an organisation one more name, so that the next applicant who writes it is led here."""
    organisation = get_object_or_404(Organisation.objects.standing(), pk=pk)
    first = {"country": organisation.country}
    form = NameForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        organisations.add_name(organisation, by=request.user, **form.cleaned_data)
        messages.success(request, _("The name leads to this organisation from now on."))
        return redirect("admin:trainees_organisation_change", pk)
    context = {"organisation": organisation, "form": form, **_way_back(organisation)}
    return _page(request, "trainees/organisation_name.html", _("Add another name"), context, form)


@may_merge
def organisation_merge(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Make two organisations one: which one stays, what moves, then the step itself."""
    both = [get_object_or_404(Organisation, pk=key) for key in (pk, other)]
    form = MergeForm(request.POST or None, both=both)
    context: dict[str, Any] = {"form": form, "both": both, **_way_back()}
    if request.method == "POST" and form.is_valid():
        goes, stays = form.goes_and_stays()
        if "confirmed" in request.POST:
            reason = form.cleaned_data["reason"]
            organisations.merge(goes, stays, reason=reason, by=request.user)
            messages.success(request, _("They are one organisation now: %s.") % stays)
            return redirect("admin:trainees_organisation_change", stays.pk)
        context["plan"] = organisations.plan(goes, stays)
    return _page(request, "trainees/organisation_merge.html", _("Merge"), context, form)


def _way_back(organisation: Organisation | None = None) -> dict[str, Any]:
    url = reverse("admin:trainees_organisation_changelist")
    trail = [{"url": url, "label": _("Organisations")}]
    if organisation:
        url = reverse("admin:trainees_organisation_change", args=[organisation.pk])
        trail.append({"url": url, "label": organisation.name})
    return {"trail": trail, "back": url}


def _page(
    request: UserRequest, template: str, title: str, context: dict[str, Any], form: Any
) -> HttpResponse:
    """A page with the menu and the header of the admin around it."""
    context = admin.site.each_context(request) | context | {"title": title}
    return render(request, template, context, status=422 if form.errors else 200)
