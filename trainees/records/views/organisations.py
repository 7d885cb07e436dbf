"""Organisations: suggested while somebody types, named and merged inside the administration."""

from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from courses.organisations.actions import organisations
from courses.organisations.models import Organisation
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires, signed_in
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Preview, Route, digest_of
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest, pair_or_404
from trainees.applying.actions import employers
from trainees.records.actions import organisation_merges
from trainees.records.actions.organisation_merges import OrganisationMergePreview
from trainees.records.forms.organisations import MergeForm, OrganisationNameForm

LONGEST = 200
may_merge = requires("courses.merge_organisation")


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
    return JsonResponse({"names": employers.suggestions(letters, country)})


@dataclass(frozen=True)
class Merge(Preview):
    """What would move from one organisation to the other, and what stands in the way."""

    template = "trainees/records/organisation_merge_preview.html"
    found: OrganisationMergePreview

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.found.problems

    @property
    def digest(self) -> str:
        found = self.found
        both = found.goes.pk, found.stays.pk
        return digest_of((both, found.names, found.applications, found.places))


def _which(form: MergeForm) -> dict[str, Any]:
    goes, stays = form.merged_and_remaining()
    return {"goes": goes, "stays": stays, "reason": form.cleaned_data["reason"]}


def _merge(_both: Any, *, goes: Organisation, stays: Organisation, reason: str, by: User) -> str:
    organisation_merges.merge(goes, stays, reason=reason, by=by)
    return _("They are one organisation now: %s.") % stays


_NAME = Act(
    title=gettext_lazy("Add another name"),
    about=gettext_lazy(
        "From now on, an application with this name is linked to this organisation. "
        "Earlier applications do not move; merge two organisations to move those."
    ),
    form=OrganisationNameForm,
    told=lambda organisation: {"initial": {"country": organisation.country}},
    act=organisations.add_name,
    said=gettext_lazy("The name leads to this organisation from now on."),
)
_MERGE = Act(
    title=gettext_lazy("Merge"),
    confirm=gettext_lazy("Merge them"),
    form=MergeForm,
    told=lambda both: {"both": both},
    reads=_which,
    preview=lambda _both, goes, stays, **_facts: Merge(organisation_merges.preview(goes, stays)),
    act=_merge,
    said=str,
    template="trainees/records/organisation_merge.html",
)


@may_merge
def organisation_name(request: UserRequest, pk: int) -> HttpResponse:
    """Give an organisation one more name, so that the next applicant who writes it is led here."""
    organisation = get_object_or_404(Organisation.objects.standing(), pk=pk)
    route = Route([_every(), Crumb(office.row_page(organisation), organisation.name)])
    lead = f"{organisation.name} · {organisation.country.name}"
    return acts.take(request, _NAME, organisation, route, lead=lead)


@may_merge
@reauthentication_required
def organisation_merge(request: UserRequest, pk: int, other: int) -> HttpResponse:
    """Make two organisations one: which one stays, what moves, then the step itself."""
    both = pair_or_404(Organisation.objects.all(), pk, other)
    route = Route([_every()], then=lambda _said, *, stays, **_facts: office.row_page(stays))
    return acts.take(request, _MERGE, both, route)


def _every() -> Crumb:
    return office.crumb(_("Organisations"), "admin:courses_organisation_changelist")
