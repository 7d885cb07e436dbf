"""Reviews of the demonstration: a plausible rubric, invented reviewers, a sample of applications.

No rubric of 2022 was published: criteria, weights and scores are demonstration values.
"""

import random
from collections.abc import Sequence
from datetime import datetime

from courses.calls.models import Call
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.reviewing.actions import assignments, rankings, reviewers, reviews, rubrics
from trainees.reviewing.actions.assignments import AssignmentRequest
from trainees.reviewing.actions.reviews import CriterionScore, ScoreSheet
from trainees.reviewing.models import Anchor, Criterion, Ranking, Review, Reviewer, Rubric
from trainees.reviewing.models.ranking import TieRule

# Name and help in both languages, weight, what 1, 3 and 5 mean.
CRITERIA = [
    (
        "Professional relevance", "직무 관련성",
        "Does the person work in the development, manufacture, control or regulation of biologics?",
        "바이오의약품의 개발, 제조, 품질관리 또는 허가 업무를 수행하고 있는가?",
        30,
        [("No link to the field", "분야와 무관함"), ("Neighbouring tasks", "인접 업무 수행"),
         ("At the core of the work", "핵심 업무 담당")],
    ),
    (
        "Expected impact at the institution", "소속기관 파급효과",
        "What will change there, who will be taught, and is the employer behind it?",
        "소속기관에서 무엇이 달라지고 누구에게 전파되며, 기관의 지원이 있는가?",
        30,
        [("None is named", "제시되지 않음"), ("General intentions", "일반적인 의지만 있음"),
         ("A plan with dates and people", "일정과 대상이 구체적임")],
    ),
    (
        "Experience and education", "경력 및 학력",
        "Enough to follow the course, not so much that it teaches nothing new.",
        "과정을 이수하기에 충분하되, 과정이 새로운 배움이 될 수준인가?",
        20,
        [("Too little or far too much", "부족하거나 지나치게 높음"), ("Acceptable", "무난함"),
         ("Fits exactly", "매우 적합함")],
    ),
    (
        "Statement", "지원동기",
        "Clear, of their own, and about this course.",
        "명확하고, 본인의 것이며, 본 과정에 관한 내용인가?",
        10,
        [("Copied or unclear", "불명확하거나 베낀 내용"), ("Clear", "명확함"),
         ("Convincing", "설득력 있음")],
    ),
    (
        "English", "영어",
        "Judged from the answers and the papers.",
        "답변과 제출서류를 바탕으로 판단.",
        10,
        [("Could not follow", "수강이 어려움"), ("Can follow", "수강 가능"),
         ("Takes part with ease", "원활히 참여 가능")],
    ),
]  # fmt: skip
OUTSIDE = [
    ("Dr Helena Lindqvist", "lindqvist@example.org", "Regulation, international organisation", 0),
    ("Prof. Moon Hyunsik", "moon@example.org", "Bioprocess engineering, university", -1),
    ("Dr Rajan Menon", "menon@example.org", "Quality assurance, vaccine manufacturer", 1),
    ("Yang Sujin", "yang@example.org", "Health industry policy, ministry", 0),
]
COMMENTS = [
    "A clear plan, and an employer who stands behind it.",
    "Good fit. The statement could say more about who will be taught.",
    "Solid experience; the impact on the institution stays general.",
    "Works next to the field rather than in it.",
    "",
]


class Panel:
    """The demonstration's reviewers, with the habits of each."""

    def __init__(self, own: User, admin: User, seed: int = 2022) -> None:
        self.random = random.Random(seed)  # noqa: S311 - invented events, not secrets
        self.admin, self.own = admin, own
        Reviewer.objects.create(user=own, expertise="Vaccine development", invited_by=admin)
        self.habits = {own.pk: 0}
        for name, email, expertise, habit in OUTSIDE:
            made = reviewers.invite(
                email, name=name, organisation=None, expertise=expertise, by=admin
            )
            self.habits[made.user_id] = habit
        self.users = list(User.objects.filter(pk__in=self.habits).order_by("pk"))

    def assign(self, sample: Sequence[Application]) -> list[Review]:
        wish, cohort = AssignmentRequest([a.pk for a in sample], self.users), sample[0].cohort
        digest = assignments.preview(cohort, wish).digest
        made = assignments.assign(cohort, wish, digest=digest, by=self.admin)
        related = made.reviews.select_related("application__cohort", "rubric", "reviewer")
        for application in sample:
            application.refresh_from_db(fields=["status"])
        return list(related.order_by("pk"))

    def write(self, review: Review, *, is_whole: bool = True) -> None:
        criteria = list(review.rubric.criteria.all())
        known = criteria if is_whole else criteria[:2]
        # The same application looks alike to everybody, but for habit and mood.
        merit = random.Random(review.application_id).choice([2, 3, 3, 4, 4, 5])  # noqa: S311
        answers = {c.pk: CriterionScore(self._value(merit, review.reviewer_id)) for c in known}
        sheet = ScoreSheet(review.version, answers, self.random.choice(COMMENTS))
        (reviews.submit if is_whole else reviews.save)(review, sheet, by=review.reviewer)

    def _value(self, merit: int, reviewer: int) -> int:
        mood = self.random.choice([-1, 0, 0, 0, 1])
        return min(5, max(1, merit + mood + self.habits[reviewer]))


def rubric(call: Call, *, review_by: datetime, is_blind: bool, by: User) -> Rubric:
    made = Rubric.objects.create(
        call=call,
        review_by=review_by,
        hide_name=is_blind,
        hide_organisation=is_blind,
        shows_documents=not is_blind,
    )
    for position, facts in enumerate(CRITERIA, start=1):
        name_en, name_ko, help_en, help_ko, weight, meanings = facts
        criterion = Criterion.objects.create(
            rubric=made, position=position, weight=weight,
            name_en=name_en, name_ko=name_ko, help_en=help_en, help_ko=help_ko,
        )  # fmt: skip
        Anchor.objects.bulk_create(
            Anchor(criterion=criterion, value=value, text_en=text_en, text_ko=text_ko)
            for value, (text_en, text_ko) in zip((1, 3, 5), meanings, strict=True)
        )
    rubrics.publish(made, by=by)
    return made


def freeze(sample: Sequence[Application], *, by: User) -> Ranking:
    """Rank those of the sample for good."""
    cohort, rule = sample[0].cohort, rankings.RankingRule(TieRule.SPREAD, "2022", is_corrected=True)
    digest = rankings.compute(cohort, rule).digest
    note = "Demonstration: a sample of the applications was reviewed."
    return rankings.freeze(cohort, rule, digest=digest, note=note, by=by)
