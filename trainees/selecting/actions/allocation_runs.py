"""Allocation runs: stored with their inputs, then staged for the committee, who may change them."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.statuses import Outcome
from trainees.reviewing.actions import rankings
from trainees.reviewing.errors import ReviewsChanged
from trainees.reviewing.models import Ranking
from trainees.selecting.actions import allocations, decisions
from trainees.selecting.actions.allocations import AllocationTerms, Proposal, ProposedDecision
from trainees.selecting.errors import FloorsImpossible, OnlyWhatIf
from trainees.selecting.models import AllocationLine, AllocationRun, Decision
from trainees.selecting.models.allocation import AllocationReason
from trainees.selecting.statuses import DecisionReason

BATCH = 2_000
# What a reason of the arithmetic is in the committee's words; a shortage of places otherwise.
DECISION_REASONS = {
    AllocationReason.RANK: DecisionReason.MERIT,
    AllocationReason.SHARE: DecisionReason.BALANCE,
}


@transaction.atomic
def store(
    ranking: Ranking, terms: AllocationTerms, *, digest: str, note: str, by: User
) -> AllocationRun:
    """Store the proposal with this digest, which somebody has looked at.

    Refused when it would be another one now, and where the reserved places asked for do not fit.
    """
    programs.lock(ranking.cohort.program_id)
    proposal = _current(ranking, terms, digest)
    if proposal.problem:
        raise FloorsImpossible(proposal.problem)
    newest = AllocationRun.objects.filter(ranking=ranking).aggregate(newest=Max("number"))["newest"]
    run = AllocationRun.objects.create(
        ranking=ranking,
        number=(newest or 0) + 1,
        quota_version=proposal.quota_version,
        cut_off=terms.cut_off,
        waiting_list=terms.waiting_list,
        method=proposal.method,
        inputs=proposal.inputs,
        inputs_sha256=proposal.digest,
        line_count=max((line.row.position for line in proposal.lines), default=0),
        note=note,
        made_by=by,
    )
    # The last one first: pages walk down the key, which then walks up the ranks.
    AllocationLine.objects.bulk_create(
        (_stored(run, line) for line in reversed(proposal.lines)), batch_size=BATCH
    )
    return run


def _stored(run: AllocationRun, line: ProposedDecision) -> AllocationLine:
    quota = line.state.quota if line.state else None
    return AllocationLine(
        run=run,
        application_id=line.row.application_id,
        position=line.row.position,
        score=line.score,
        outcome=line.outcome,
        reason=line.reason,
        quota=quota if quota and quota.pk else None,
        rule_id=quota.rule_id if quota else None,
    )


def _current(ranking: Ranking, terms: AllocationTerms, digest: str) -> Proposal:
    """The proposal as it is now; refused where it is no longer the one with this digest.

    So it is, too, where a newer ranking of the cohort was frozen: that one is in force.
    """
    if ranking != rankings.latest(ranking.cohort):
        raise ReviewsChanged(
            _("A newer ranking of this cohort was frozen since this run was made."),
            then=[_("Make a new run and look at its result.")],
        )
    proposal = allocations.compute(ranking, terms)
    if proposal.digest != digest:
        raise ReviewsChanged(
            _("Places, quotas or applications have changed since this run was made."),
            then=[_("Make a new run and look at its result.")],
        )
    return proposal


@transaction.atomic
def stage(run: AllocationRun, *, by: User) -> list[Decision]:
    """Stage what the run proposes, for the committee to look at, change and sign.

    Refused for a run under other quotas than the program's, and when anything has changed since.
    What was staged before is replaced.
    """
    programs.lock(run.ranking.cohort.program_id)
    terms = AllocationTerms.from_json(run.inputs["terms"])
    if terms.is_hypothetical:
        raise OnlyWhatIf(
            _("It was made under other ceilings or reserved shares than the program's."),
            then=[_("Revise the quotas first, then make the run again.")],
        )
    _current(run.ranking, terms, run.inputs_sha256)
    groups: dict[tuple[str, str, str], list[Application]] = {}
    lines = run.lines.select_related("application__cohort", "quota", "rule").order_by("position")
    for line in lines:
        key = (line.outcome, line.reason, line.limit_name)
        groups.setdefault(key, []).append(line.application)
    made = []
    for (outcome, reason, limit), applications in groups.items():
        why = AllocationReason(reason)
        made += decisions.stage(
            applications,
            outcome=Outcome(outcome),
            reason=DECISION_REASONS.get(why, DecisionReason.PLACES),
            note=f"{run}: {why.label}" + (f" ({limit})" if limit else ""),
            by=by,
        )
    return made
