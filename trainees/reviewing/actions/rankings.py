"""Ranking a cohort by its submitted reviews: computed in the open, frozen with all its inputs."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.reviewing.actions.strictness import Judge, Judgement, judges
from trainees.reviewing.errors import NothingToRank, ReviewsChanged, ReviewsMissing
from trainees.reviewing.models import RankedApplication, Ranking, Review
from trainees.reviewing.models.ranking import TieBreak, TieRule

FOUR = Decimal("0.0001")
BATCH = 2_000
RANKABLE = (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_REVIEW)


@dataclass(frozen=True)
class RankingRule:
    """How to rank: with strictness corrected or not, and what separates equal scores."""

    tie_rule: TieRule
    seed: str
    is_corrected: bool = False


@dataclass
class RankingLine:
    """One application with the numbers it is ranked by."""

    application: Application
    score: Decimal
    corrected_score: Decimal
    spread: Decimal
    review_count: int
    lot: str  # drawn by the seed
    tie_break: TieBreak = TieBreak.NONE
    position: int = 0
    position_in_stream: int = 0


@dataclass(frozen=True)
class RankingPreview:
    """A ranking as it would be frozen now."""

    rule: RankingRule
    lines: list[RankingLine]
    judges: list[Judge]
    incomplete: int  # with fewer reviews than wanted, those without any included
    unranked: int  # without any review
    digest: str


def latest(cohort: Cohort) -> Ranking | None:
    """The ranking in force: the newest frozen one. Its `rows` stand in order of position."""
    return Ranking.objects.filter(cohort=cohort).order_by("-number").first()


def compute(cohort: Cohort, rule: RankingRule) -> RankingPreview:
    """Rank the applications in review, now; nothing is saved. The number of queries is fixed."""
    applications = {
        application.pk: application
        for application in Application.objects.filter(cohort=cohort, status__in=RANKABLE)
        .select_related("applicant", "stream")
        .only(
            "reference", "submitted_at", "stream__name_en", "stream__name_ko",
            "applicant__given_names", "applicant__family_name",
        )
        .order_by("pk")
    }  # fmt: skip
    reviews, lacking = _judgements(cohort, applications)
    everybody = judges(reviews)
    lines = _lines(applications, reviews, everybody, rule)
    _order(lines, rule)
    return RankingPreview(
        rule=rule,
        lines=lines,
        judges=_named(everybody),
        incomplete=lacking,
        unranked=len(applications) - len(lines),
        digest=_digest(rule, reviews, applications),
    )


def _judgements(
    cohort: Cohort, applications: dict[int, Application]
) -> tuple[list[Judgement], int]:
    """The submitted reviews of these applications, and how many of them have too few."""
    found = Review.objects.counted().filter(
        application__cohort=cohort, application__status__in=RANKABLE
    )
    rows = list(
        found.order_by("pk").values_list(
            "pk", "application", "reviewer", "score", "rubric__reviews_required"
        )
    )
    have = Counter(application for _pk, application, *_rest in rows)
    wanted = {application: required for _pk, application, *_rest, required in rows}
    lacking = sum(have[pk] < wanted.get(pk, 1) for pk in applications)
    return [Judgement(pk, a, r, score or Decimal(0)) for pk, a, r, score, _n in rows], lacking


def _lines(
    applications: dict[int, Application],
    reviews: Iterable[Judgement],
    everybody: dict[int, Judge],
    rule: RankingRule,
) -> list[RankingLine]:
    by_application: defaultdict[int, list[Judgement]] = defaultdict(list)
    for review in reviews:
        by_application[review.application].append(review)
    lines = []
    for pk, own in by_application.items():
        application, scores = applications[pk], [review.score for review in own]
        corrected = [everybody[review.reviewer].correct(review.score) for review in own]
        lines.append(
            RankingLine(
                application=application,
                score=_mean(scores),
                corrected_score=_mean(corrected),
                spread=_spread(scores),
                review_count=len(own),
                lot=hashlib.sha256(f"{rule.seed}:{application.reference}".encode()).hexdigest(),
            )
        )
    return lines


def _mean(scores: Sequence[Decimal]) -> Decimal:
    return (sum(scores, Decimal(0)) / len(scores)).quantize(FOUR)


def _spread(scores: Sequence[Decimal]) -> Decimal:
    mean = sum(scores, Decimal(0)) / len(scores)
    variance = sum(((score - mean) ** 2 for score in scores), Decimal(0)) / len(scores)
    return variance.sqrt().quantize(FOUR)


def _order(lines: list[RankingLine], rule: RankingRule) -> None:
    """Sort by score, then by the rule, then by lot; say of neighbours what separated them."""
    value = attrgetter("corrected_score" if rule.is_corrected else "score")
    keys = _keys(rule.tie_rule)
    lines.sort(key=lambda line: (-value(line), *(key(line) for _why, key in keys)))
    in_stream: Counter[int | None] = Counter()
    for position, line in enumerate(lines, start=1):
        in_stream[line.application.stream_id] += 1
        line.position, line.position_in_stream = position, in_stream[line.application.stream_id]
    for above, below in pairwise(lines):
        if value(above) == value(below):
            why = next(why for why, key in keys if key(above) != key(below))
            below.tie_break = why
            above.tie_break = above.tie_break or why


def _keys(rule: TieRule) -> list[tuple[TieBreak, "attrgetter[object]"]]:
    spread = (TieBreak.SPREAD, attrgetter("spread"))
    submitted = (TieBreak.SUBMITTED, attrgetter("application.submitted_at"))
    lot = (TieBreak.SEED, attrgetter("lot"))
    return {
        TieRule.SPREAD: [spread, submitted, lot],
        TieRule.SUBMITTED: [submitted, lot],
        TieRule.SEED: [lot],
    }[rule]


def _named(everybody: dict[int, Judge]) -> list[Judge]:
    users = User.objects.in_bulk(list(everybody))
    for pk, judge in everybody.items():
        judge.user = users[pk]
    return sorted(everybody.values(), key=lambda judge: (str(judge.user), judge.reviewer))


def _digest(
    rule: RankingRule, reviews: Iterable[Judgement], applications: dict[int, Application]
) -> str:
    """One word for everything that a ranking follows from."""
    digest = hashlib.sha256(f"{rule.tie_rule} {rule.seed} {rule.is_corrected}\n".encode())
    for pk, application in applications.items():
        digest.update(f"{pk} {application.submitted_at} {application.stream_id}\n".encode())
    for review in reviews:
        digest.update(f"{review.pk} {review.application} {review.score}\n".encode())
    return digest.hexdigest()


@transaction.atomic
def freeze(cohort: Cohort, rule: RankingRule, *, digest: str, note: str, by: User) -> Ranking:
    """Store the ranking that was previewed, for good; a later one has the next number.

    Refused when reviews or applications have changed since the preview, when there is nothing to
    rank, and when wanted reviews are missing without a note that says why that is fine.
    """
    programs.lock(cohort.program_id)
    preview = compute(cohort, rule)
    if preview.digest != digest:
        raise ReviewsChanged(
            _("Reviews or applications have changed since you saw the preview."),
            then=[_("Look at the new preview and freeze that one.")],
        )
    if not preview.lines:
        raise NothingToRank(_("No application of this cohort has a submitted review."))
    if preview.incomplete and not note:
        raise ReviewsMissing(
            _("%(n)s applications have fewer reviews than wanted.") % {"n": preview.incomplete},
            then=[_("Wait for the reviews, or say in the note why the ranking is frozen now.")],
        )
    newest = Ranking.objects.filter(cohort=cohort).aggregate(newest=Max("number"))["newest"]
    ranking = Ranking.objects.create(
        cohort=cohort,
        number=(newest or 0) + 1,
        is_corrected=rule.is_corrected,
        tie_rule=rule.tie_rule,
        seed=rule.seed,
        row_count=len(preview.lines),
        inputs_sha256=preview.digest,
        note=note,
        frozen_by=by,
    )
    # The last one first: pages walk down the key, which then walks up the ranks.
    RankedApplication.objects.bulk_create(
        (_row(ranking, line) for line in reversed(preview.lines)), batch_size=BATCH
    )
    return ranking


def _row(ranking: Ranking, line: RankingLine) -> RankedApplication:
    return RankedApplication(
        ranking=ranking,
        application=line.application,
        stream_id=line.application.stream_id,
        position=line.position,
        position_in_stream=line.position_in_stream,
        score=line.score,
        corrected_score=line.corrected_score,
        spread=line.spread,
        review_count=line.review_count,
        tie_break=line.tie_break,
    )
