"""Ranking: one total order, explained, repeatable, and frozen for good."""

from datetime import timedelta
from decimal import Decimal

import pytest

from courses.calls.models import Call
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.reviews import reviewer, rubric_for, submitted_review
from tests.factories.trainees import eligible
from trainees.applying.models import Application
from trainees.reviewing.actions import conflicts, rankings
from trainees.reviewing.actions.rankings import RankingRule
from trainees.reviewing.errors import NothingToRank, ReviewsChanged, ReviewsMissing
from trainees.reviewing.models import Ranking, Review
from trainees.reviewing.models.ranking import TieBreak, TieRule

pytestmark = pytest.mark.django_db
BY_SEED = RankingRule(TieRule.SEED, "seed")


@pytest.fixture
def call() -> Call:
    made = open_call()
    rubric_for(made, reviews_required=1)
    return made


def reviewed(call: Call, *scores: tuple[int, int], by: list[User] | None = None) -> Application:
    application = eligible(call)
    for number, values in enumerate(scores):
        submitted_review(application, *values, by=by[number] if by else None)
    return application


def compute(call: Call, rule: RankingRule = BY_SEED) -> rankings.RankingPreview:
    return rankings.compute(call.cohorts.get(), rule)


def freeze(call: Call, rule: RankingRule = BY_SEED, note: str = "") -> Ranking:
    digest = compute(call, rule).digest
    return rankings.freeze(call.cohorts.get(), rule, digest=digest, note=note, by=UserFactory())


def test_order_follows_the_mean_and_spread_is_shown(call: Call):
    low = reviewed(call, (1, 1))
    high = reviewed(call, (5, 3), (4, 2))
    preview = compute(call)
    assert [line.application for line in preview.lines] == [high, low]
    best = preview.lines[0]
    assert (best.score, best.spread, best.review_count) == (
        Decimal("84.3750"), Decimal("15.6250"), 2,
    )  # fmt: skip


def test_review_set_aside_does_not_count(call: Call):
    application = reviewed(call, (5, 3), (1, 1))
    conflicts.step_back(Review.objects.get(score=0), reason="Colleague", by=UserFactory())
    (line,) = compute(call).lines
    assert (line.application, line.score) == (application, 100)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (TieRule.SPREAD, TieBreak.SPREAD),
        (TieRule.SUBMITTED, TieBreak.SUBMITTED),
        (TieRule.SEED, TieBreak.SEED),
    ],
)
def test_equal_scores_are_separated_by_the_rule_and_it_says_so(
    call: Call, rule: TieRule, why: TieBreak
):
    wide = reviewed(call, (5, 3), (1, 1))
    narrow = reviewed(call, (3, 2), (3, 2))
    Application.objects.filter(pk=wide.pk).update(
        submitted_at=narrow.submitted_at - timedelta(hours=1)
    )
    lines = compute(call, RankingRule(rule, "seed")).lines
    assert [line.tie_break for line in lines] == [why, why]
    if rule != TieRule.SEED:
        assert lines[0].application == (narrow if rule == TieRule.SPREAD else wide)


def test_seed_decides_alone_and_another_seed_may_decide_otherwise(call: Call):
    for _n in range(6):
        reviewed(call, (3, 2))
    orders = {
        seed: [line.application.pk for line in compute(call, RankingRule(TieRule.SEED, seed)).lines]
        for seed in "abcd"
    }
    assert len({tuple(order) for order in orders.values()}) > 1
    again = [line.application.pk for line in compute(call, RankingRule(TieRule.SEED, "a")).lines]
    assert again == orders["a"]


def test_strict_reviewer_is_shown_and_corrected(call: Call):
    strict, mild = reviewer(), reviewer()
    for low, high in [((1, 1), (3, 2)), ((2, 1), (4, 2)), ((3, 1), (5, 2))]:
        reviewed(call, low, high, by=[strict, mild])
    unlucky = reviewed(call, (3, 1), by=[strict])
    lucky = reviewed(call, (3, 2), by=[mild])
    plain = compute(call)
    by_user = {judge.user: judge for judge in plain.judges}
    assert by_user[strict].strictness == Decimal("-50.0000")
    assert by_user[mild].strictness == Decimal("50.0000")
    places = {line.application: line.position for line in plain.lines}
    assert places[lucky] < places[unlucky]
    corrected = compute(call, RankingRule(TieRule.SEED, "seed", is_corrected=True))
    places = {line.application: line.position for line in corrected.lines}
    assert places[unlucky] < places[lucky]


def test_reviewer_with_few_or_equal_scores_is_left_as_is(call: Call):
    few, level = reviewer(), reviewer()
    for _n in range(3):
        reviewed(call, (3, 2), by=[level])
    reviewed(call, (5, 3), by=[few])
    preview = compute(call, RankingRule(TieRule.SEED, "seed", is_corrected=True))
    assert [judge.is_corrected for judge in preview.judges] == [False, False]
    assert [line.corrected_score for line in preview.lines] == [
        line.score for line in preview.lines
    ]


def test_frozen_ranking_keeps_order_and_inputs(call: Call):
    for score in [(1, 1), (5, 3), (3, 2)]:
        reviewed(call, score)
    reviewed(call, (2, 1)), eligible(call)
    ranking = freeze(call, note="The last review will not come.")
    assert rankings.latest(call.cohorts.get()) == ranking
    rows = list(ranking.rows.order_by("position"))
    assert [row.position for row in rows] == [1, 2, 3, 4]
    assert [row.position_in_stream for row in rows] == [1, 2, 3, 4]
    assert rows[0].score == 100
    assert [row.pk for row in ranking.rows.order_by("-pk")] == [row.pk for row in rows]
    assert freeze(call, note="Again").inputs_sha256 == ranking.inputs_sha256
    assert rankings.latest(call.cohorts.get()).number == 2


def test_freezing_needs_reviews_all_of_them_or_a_reason(call: Call):
    with pytest.raises(NothingToRank):
        freeze(call)
    reviewed(call, (3, 2)), eligible(call)
    with pytest.raises(ReviewsMissing):
        freeze(call)
    assert freeze(call, note="One applicant could not be reviewed.").row_count == 1


def test_ranking_that_was_not_previewed_is_not_frozen(call: Call):
    reviewed(call, (3, 2))
    seen = compute(call)
    reviewed(call, (4, 2))
    with pytest.raises(ReviewsChanged):
        rankings.freeze(call.cohorts.get(), BY_SEED, digest=seen.digest, note="", by=UserFactory())


def test_number_of_queries_does_not_grow(call: Call, django_assert_num_queries: object):
    for _n in range(4):
        reviewed(call, (3, 2), (4, 2))
    # The applications, their reviews, the reviewers' accounts; the cohort of the call.
    with django_assert_num_queries(4):
        compute(call)
