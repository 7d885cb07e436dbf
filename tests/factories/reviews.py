"""Rubrics, reviewers and reviews, brought there by the real actions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.trainees import eligible
from trainees.applying.models import Application
from trainees.reviewing.actions import assignments, rankings, reviews, rubrics
from trainees.reviewing.actions.assignments import AssignmentRequest
from trainees.reviewing.actions.reviews import CriterionScore, ScoreSheet
from trainees.reviewing.models import Anchor, Criterion, Ranking, Review, Rubric
from trainees.reviewing.models.ranking import TieRule
from trainees.selecting.actions import allocation_runs, allocations
from trainees.selecting.actions.allocations import AllocationTerms
from trainees.selecting.models import AllocationRun


def draft_rubric(call: Call, **facts: Any) -> Rubric:
    """Two criteria: relevance counts three times as much as English."""
    facts = {"review_by": timezone.now() + timedelta(days=10)} | facts
    rubric = Rubric.objects.create(call=call, **facts)
    relevance = Criterion.objects.create(
        rubric=rubric, position=1, name_en="Relevance", name_ko="관련성", weight=3
    )
    Criterion.objects.create(rubric=rubric, position=2, name_en="English", high=3)
    Anchor.objects.create(criterion=relevance, value=5, text_en="Leads the work", text_ko="책임자")
    return rubric


def rubric_for(call: Call, **facts: Any) -> Rubric:
    rubric = draft_rubric(call, **facts)
    rubrics.publish(rubric, by=UserFactory())
    return rubric


def reviewer(**facts: Any) -> User:
    return UserFactory(roles=[Role.REVIEWER], **facts)


def assigned(
    application: Application | None = None, by: User | None = None, **facts: Any
) -> Review:
    """A review of the application to do; `facts` of the rubric, where the call has none yet."""
    application = application or eligible()
    if Rubric.objects.in_force(application.call_id) is None:
        rubric_for(application.call, **facts)
    wish = AssignmentRequest([application.pk], [by or reviewer()], is_shared=False)
    plan = assignments.preview(application.cohort, wish)
    assignments.assign(application.cohort, wish, digest=plan.digest, by=UserFactory())
    application.refresh_from_db(fields=["status"])
    return review_of(application, wish.reviewers[0])


def review_of(application: Application, by: User) -> Review:
    related = Review.objects.select_related("application__cohort", "rubric", "reviewer")
    return related.get(application=application, reviewer=by, status__in=["assigned", "started"])


def sheet(review: Review, *values: int | None, comment: str = "Well argued.") -> ScoreSheet:
    """The form as filled in: one value for each criterion, in order."""
    criteria = review.rubric.criteria.all()
    answers = {c.pk: CriterionScore(value) for c, value in zip(criteria, values, strict=False)}
    return ScoreSheet(review.version, answers, comment)


def submitted_review(
    application: Application | None = None, *values: int, by: User | None = None
) -> Review:
    review = assigned(application, by)
    reviews.submit(review, sheet(review, *(values or (4, 2))), by=review.reviewer)
    return review


def frozen_ranking(cohort: Cohort) -> Ranking:
    rule = rankings.RankingRule(TieRule.SEED, "seed")
    digest = rankings.compute(cohort, rule).digest
    return rankings.freeze(cohort, rule, digest=digest, note="Enough", by=UserFactory())


def stored_run(ranking: Ranking, terms: AllocationTerms | None = None) -> AllocationRun:
    terms = terms or AllocationTerms()
    digest = allocations.compute(ranking, terms).digest
    return allocation_runs.store(ranking, terms, digest=digest, note="", by=UserFactory())
