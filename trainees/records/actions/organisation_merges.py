"""Merges of organisations: two that are one and the same, made one on record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.organisations.errors import OrganisationsApart
from courses.organisations.models import Organisation, OrganisationMerge
from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.places.actions.limits import Limits, load_names
from trainees.places.models import Place, Quota
from trainees.places.triggers.facts import COLUMNS
from trainees.reviewing.models import Review, Reviewer


@dataclass(frozen=True)
class OrganisationMergePreview:
    """What a merge would move, and what stands in its way."""

    goes: Organisation
    stays: Organisation
    names: list[str]
    applications: int
    places: int
    reviewers: list[str]
    in_conflict: list[Review]
    problems: list[str] = field(default_factory=list)


def preview(goes: Organisation, stays: Organisation) -> OrganisationMergePreview:
    """What would move if the first were the second; a few queries for each program concerned."""
    reviewers = Reviewer.objects.filter(organisation=goes).select_related("user")
    of_goes = Application.objects.received().filter(organisation=goes)
    places = Place.objects.live().filter(organisation=goes)
    return OrganisationMergePreview(
        goes,
        stays,
        names=list(goes.names.values_list("name", flat=True)),
        applications=of_goes.count(),
        places=places.count(),
        reviewers=[str(reviewer) for reviewer in reviewers],
        in_conflict=_in_conflict(goes, stays),
        problems=[
            *([_("Choose two organisations.")] if goes.pk == stays.pk else []),
            *_merged_already(goes, stays),
            *_quotas_of_its_own(goes),
            *_broken(goes, stays),
        ],
    )


def _in_conflict(goes: Organisation, stays: Organisation) -> list[Review]:
    """Reviews under way or handed in by people who would turn out to be colleagues."""
    employed = Reviewer.objects.filter(organisation=goes).values("user")
    at_the_other = Reviewer.objects.filter(organisation=stays).values("user")
    reviews = Review.objects.live().filter(
        Q(reviewer__in=employed, application__organisation=stays)
        | Q(reviewer__in=at_the_other, application__organisation=goes)
    )
    return list(reviews.select_related("reviewer", "application__call").order_by("pk"))


def _merged_already(*both: Organisation) -> list[str]:
    return [
        _("%(organisation)s was merged already.") % {"organisation": one.name}
        for one in both
        if one.merged_into_id
    ]


def _quotas_of_its_own(goes: Organisation) -> list[str]:
    """A quota that was made for it by hand would limit nobody any more, and nobody would see."""
    own = Quota.objects.open().made_by_hand().filter(organisation=goes).select_related("program")
    return [
        _("%(program)s has a quota for it: “%(quota)s”. Close it first, or keep this one.")
        % {"program": quota.program, "quota": quota.name}
        for quota in own
    ]


def _broken(goes: Organisation, stays: Organisation) -> list[str]:
    """The quotas that would hold more places than they allow, were all of them of one employer."""
    held = Place.objects.live().filter(organisation=goes).order_by("pk")
    by_program: dict[int, list[dict[str, Any]]] = {}
    for place in held.values("program_id", *COLUMNS):
        by_program.setdefault(place["program_id"], []).append(place)
    return [
        problem
        for program, places in sorted(by_program.items())
        for problem in _broken_in(program, places, stays)
    ]


def _broken_in(program: int, places: Sequence[dict[str, Any]], stays: Organisation) -> list[str]:
    moved = [place | {"organisation_id": stays.pk} for place in places]
    limits = Limits.read(program, [*places, *moved])
    for before, after in zip(places, moved, strict=True):
        limits.count(before, -1)
        limits.count(after)
    over = [
        state
        for state in limits.states()
        if state.free < sum(floor.unmet for floor in state.reserving())
    ]
    load_names(state.quota for state in over)
    return [
        _("“%(quota)s” would count %(used)s places, and allows %(ceiling)s.")
        % {"quota": s.quota.name, "used": s.used, "ceiling": s.quota.ceiling}
        if s.free < 0
        else _("“%(quota)s” would have too few places left for those that are reserved.")
        % {"quota": s.quota.name}
        for s in over
    ]


@transaction.atomic
def merge(goes: Organisation, stays: Organisation, *, reason: str, by: User) -> OrganisationMerge:
    """Let everything of the first be the second's, its names too; nothing is deleted.

    Refused where a quota would be broken, or one was made for the first alone. No place can be
    taken meanwhile: every program is held.
    """
    programs.lock_all(Program.objects.values_list("pk", flat=True))
    # In the order of keys, so that two merges of the same pair wait and do not deadlock.
    held = Organisation.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    both = held.in_bulk([goes.pk, stays.pk])
    found = preview(both[goes.pk], both[stays.pk])
    if found.problems:
        raise OrganisationsApart(
            _("Nothing was changed."),
            then=found.problems,
        )
    return OrganisationMerge.objects.create(goes=goes, stays=stays, reason=reason, by=by)
