"""Reserved shares are released early, and taken back while unused, by recorded acts."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.places.actions import revisions
from trainees.places.errors import FloorNotKept
from trainees.places.models import FloorAct, Quota


@transaction.atomic
def release(quota: Quota, *, reason: str, reference: str, by: User) -> FloorAct:
    """Stop keeping places for those who match the quota: anybody may take them from now on."""
    _lock(quota)
    if quota.floor == 0 or quota.floor_released_at or quota.closed_at:
        raise FloorNotKept(_("%(quota)s has no reserved places.") % {"quota": quota.name})
    return _record(quota, FloorAct.Kind.RELEASED, reason, reference, by)


@transaction.atomic
def reinstate(quota: Quota, *, reason: str, reference: str, by: User) -> FloorAct:
    """Keep the places again; refused where others have taken so many that they no longer fit."""
    _lock(quota)
    if quota.floor_released_at is None or quota.floor == 0 or quota.closed_at:
        raise FloorNotKept(_("%(quota)s: nothing was released.") % {"quota": quota.name})
    problems = revisions.preview(quota.program, {quota: revisions.terms(quota)}, {}, kept=quota)
    if problems.problems:
        raise FloorNotKept(
            problems.problems[0],
            then=[_("The places stay released. Lower the reserved share in a revision first.")],
        )
    return _record(quota, FloorAct.Kind.REINSTATED, reason, reference, by)


def _lock(quota: Quota) -> None:
    programs.lock(quota.program_id)
    quota.refresh_from_db(fields=["used", "ceiling", "floor", "floor_released_at", "closed_at"])


def _record(quota: Quota, kind: FloorAct.Kind, reason: str, reference: str, by: User) -> FloorAct:
    made = FloorAct.objects.create(
        quota=quota, kind=kind, reason=reason, reference=reference, made_by=by
    )
    quota.refresh_from_db(fields=["floor_released_at"])
    return made
