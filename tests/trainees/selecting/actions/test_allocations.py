"""Proposals follow the ranking and the program's quotas, and say of each candidate why."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.reviews import frozen_ranking, stored_run, submitted_review
from tests.factories.trainees import eligible, quota
from trainees.applying.models import Application
from trainees.joining.statuses import Outcome
from trainees.places.actions import quotas
from trainees.places.models import QuotaRule
from trainees.portal.actions import withdrawals
from trainees.reviewing.errors import ReviewsChanged
from trainees.selecting.actions import allocation_runs, allocations, decisions
from trainees.selecting.actions.allocations import AllocationTerms, Proposal
from trainees.selecting.errors import FloorsImpossible, OnlyWhatIf
from trainees.selecting.models import Decision
from trainees.selecting.models.allocation import AllocationMethod, AllocationReason
from trainees.selecting.statuses import DecisionReason

pytestmark = pytest.mark.django_db

SCORES = [(5, 3), (5, 1), (4, 2), (3, 2), (2, 1)]


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def ranked(call: Call, genders: str = "mmff", **facts: str) -> list[Application]:
    """One application for each letter, m or f, the best one first."""
    known = {"m": "male", "f": "female"}
    made = []
    for letter, scores in zip(genders, SCORES, strict=False):
        made.append(eligible(call, applicant__gender=known[letter], **facts))
        submitted_review(made[-1], *scores)
    return made


def propose(cohort: Cohort, terms: AllocationTerms = AllocationTerms()) -> Proposal:  # noqa: B008 - frozen
    return allocations.compute(frozen_ranking(cohort), terms)


def told(proposal: Proposal, people: Sequence[Application]) -> list[tuple[Outcome, str]]:
    lines = {line.row.application_id: line for line in proposal.lines}
    return [(lines[person.pk].outcome, lines[person.pk].reason) for person in people]


def test_places_go_down_the_ranking_and_the_rest_waits(cohort: Cohort, call: Call):
    people = ranked(call, "mmf")
    total = quota(cohort, 2)
    proposal = propose(cohort)
    assert told(proposal, people) == [
        (Outcome.SELECTED, AllocationReason.RANK),
        (Outcome.SELECTED, AllocationReason.RANK),
        (Outcome.WAITLISTED, AllocationReason.FULL),
    ]
    assert proposal.lines[2].state.quota == total
    assert proposal.method == AllocationMethod.COUNTING


def test_a_reserved_place_goes_to_its_group_and_says_for_whom(cohort: Cohort, call: Call):
    people = ranked(call, "mmf")
    quota(cohort, 2)
    women = quota(cohort, 2, "Women", gender="female", floor=1)
    proposal = propose(cohort)
    assert told(proposal, people) == [
        (Outcome.SELECTED, AllocationReason.RANK),
        (Outcome.WAITLISTED, AllocationReason.RESERVED),
        (Outcome.SELECTED, AllocationReason.SHARE),
    ]
    assert {line.state.quota for line in proposal.lines[1:]} == {women}


def test_a_share_without_candidates_stays_reserved_and_is_told(cohort: Cohort, call: Call):
    people = ranked(call, "mm")
    quota(cohort, 2)
    women = quota(cohort, 2, "Women", gender="female", floor=1)
    proposal = propose(cohort)
    assert [outcome for outcome, _why in told(proposal, people)] == [
        Outcome.SELECTED, Outcome.WAITLISTED,
    ]  # fmt: skip
    [unmet] = proposal.unmet
    assert (unmet.state.quota, unmet.lacking, unmet.candidates) == (women, 1, 0)


def test_a_limit_for_each_value_counts_values_nobody_has_taken_yet(cohort: Cohort, call: Call):
    people = ranked(call, "mm")
    rule = QuotaRule(program=cohort.program, name_en="Country", fact="country", ceiling=1)
    quotas.add_rule(rule, by=UserFactory())
    run = stored_run(frozen_ranking(cohort))
    lines = {line.application_id: line for line in run.lines.select_related("rule", "quota")}
    assert lines[people[0].pk].outcome == Outcome.SELECTED
    assert (lines[people[1].pk].outcome, lines[people[1].pk].rule) == (Outcome.WAITLISTED, rule)
    assert lines[people[1].pk].limit_name == "Country"


def test_nobody_below_the_cut_off_is_selected_or_waits(cohort: Cohort, call: Call):
    people = ranked(call, "mmf")
    quota(cohort, 2)
    score = propose(cohort).lines[1].score
    proposal = propose(cohort, AllocationTerms(cut_off=score))
    assert told(proposal, people)[1:] == [
        (Outcome.SELECTED, AllocationReason.RANK),
        (Outcome.NOT_SELECTED, AllocationReason.CUT_OFF),
    ]


def test_the_waiting_list_ends_at_its_length_in_each_stream(cohort: Cohort, call: Call):
    vietnam = ranked(call, "mmf")
    korea = ranked(call, "m", applicant__nationality="KR")
    quota(cohort, 0)
    proposal = propose(cohort, AllocationTerms(waiting_list=1))
    waiting = {line.row.application_id for line in proposal.with_outcome(Outcome.WAITLISTED)}
    assert waiting == {vietnam[0].pk, korea[0].pk}
    assert told(proposal, [vietnam[2]]) == [(Outcome.NOT_SELECTED, AllocationReason.BEYOND)]


def test_other_ceilings_and_shares_are_tried_without_a_change(cohort: Cohort, call: Call):
    people = ranked(call, "mmf")
    total = quota(cohort, 1)
    women = quota(cohort, 3, "Women", gender="female")
    proposal = propose(cohort, AllocationTerms(ceilings={total.pk: 2}, floors={women.pk: 1}))
    selected = {line.row.application_id for line in proposal.with_outcome(Outcome.SELECTED)}
    assert selected == {people[0].pk, people[2].pk}
    total.refresh_from_db()
    assert total.ceiling == 1


def test_shares_that_cannot_fit_are_explained_instead(cohort: Cohort, call: Call):
    ranked(call, "m")
    total = quota(cohort, 1)
    women = quota(cohort, 3, "Women", gender="female")
    proposal = propose(cohort, AllocationTerms(floors={women.pk: 2}))
    assert (proposal.lines, proposal.problem.startswith("Women: 2 places")) == ([], True)
    assert total.name in proposal.problem
    with pytest.raises(FloorsImpossible):
        stored_run(proposal.ranking, proposal.terms)


def test_who_has_no_stream_is_left_out_and_named(cohort: Cohort, call: Call):
    people = ranked(call, "mf", applicant__nationality="VE")
    proposal = propose(cohort)
    assert (proposal.lines, proposal.undecided) == ([], people)


def test_who_withdrew_after_the_ranking_is_no_candidate(cohort: Cohort, call: Call):
    people = ranked(call, "mm")
    quota(cohort, 1)
    ranking = frozen_ranking(cohort)
    withdrawals.withdraw(people[0], by=people[0].applicant.user)
    proposal = allocations.compute(ranking, AllocationTerms())
    assert told(proposal, people[1:]) == [(Outcome.SELECTED, AllocationReason.RANK)]
    assert [line.row.application for line in proposal.lines] == people[1:]


def test_queries_do_not_grow_with_the_candidates(cohort: Cohort, call: Call):
    quota(cohort, 1)
    counts = []
    for genders in ("m", "mmff"):
        ranked(call, genders)
        ranking = frozen_ranking(cohort)
        with CaptureQueriesContext(connection) as asked:
            allocations.compute(ranking, AllocationTerms())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_same_inputs_give_the_same_run_and_others_do_not(cohort: Cohort, call: Call):
    ranked(call, "mf")
    quota(cohort, 1)
    ranking = frozen_ranking(cohort)
    first, again = (allocations.compute(ranking, AllocationTerms()) for _twice in range(2))
    other = allocations.compute(ranking, AllocationTerms(cut_off=Decimal(1)))
    assert first.digest == again.digest
    assert [(i.row, i.outcome) for i in first.lines] == [(i.row, i.outcome) for i in again.lines]
    assert other.digest != first.digest


def test_a_run_is_stored_as_it_was_looked_at(cohort: Cohort, call: Call):
    people = ranked(call, "mf")
    quota(cohort, 1)
    run = stored_run(frozen_ranking(cohort), AllocationTerms(waiting_list=5))
    assert [line.application for line in run.lines.order_by("position")] == people
    assert AllocationTerms.from_json(run.inputs["terms"]) == AllocationTerms(waiting_list=5)
    assert (run.number, run.line_count) == (1, 2)


def test_a_run_that_would_be_another_one_now_is_refused(cohort: Cohort, call: Call):
    people = ranked(call, "mf")
    ranking = frozen_ranking(cohort)
    proposal = allocations.compute(ranking, AllocationTerms())
    withdrawals.withdraw(people[0], by=people[0].applicant.user)
    with pytest.raises(ReviewsChanged):
        allocation_runs.store(
            ranking, AllocationTerms(), digest=proposal.digest, note="", by=UserFactory()
        )


def test_staging_a_run_stages_a_decision_for_each_with_its_reason(cohort: Cohort, call: Call):
    people = ranked(call, "mmf")
    quota(cohort, 2)
    quota(cohort, 2, "Women", gender="female", floor=1)
    run = stored_run(frozen_ranking(cohort), AllocationTerms())
    allocation_runs.stage(run, by=UserFactory())
    made = {d.application_id: d for d in Decision.objects.staged()}
    assert [made[p.pk].outcome for p in people] == ["selected", "waitlisted", "selected"]
    assert [made[p.pk].reason for p in people] == [
        DecisionReason.MERIT, DecisionReason.PLACES, DecisionReason.BALANCE,
    ]  # fmt: skip
    assert "Women" in made[people[1].pk].note


def test_what_a_run_proposed_can_be_published(cohort: Cohort, call: Call):
    ranked(call, "mmf")
    quota(cohort, 2)
    quota(cohort, 2, "Women", gender="female", floor=1)
    allocation_runs.stage(stored_run(frozen_ranking(cohort), AllocationTerms()), by=UserFactory())
    assert len(decisions.publish(cohort, by=UserFactory())) == 2


def test_a_run_under_other_quotas_cannot_be_staged(cohort: Cohort, call: Call):
    ranked(call, "mf")
    total = quota(cohort, 1)
    run = stored_run(frozen_ranking(cohort), AllocationTerms(ceilings={total.pk: 2}))
    with pytest.raises(OnlyWhatIf):
        allocation_runs.stage(run, by=UserFactory())
    assert not Decision.objects.exists()
