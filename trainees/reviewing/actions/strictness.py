"""How strictly each reviewer judges, and what a score is worth once that is taken out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ivi_training.accounts.models import User

ENOUGH = 3  # reviews by which a reviewer's own mean and spread say anything
FOUR = Decimal("0.0001")


@dataclass(frozen=True)
class Judgement:
    """One submitted review as the ranking sees it."""

    pk: int
    application: int
    reviewer: int
    score: Decimal


@dataclass
class Judge:
    """A reviewer's scores beside everybody's: means, spreads, and how far from the others."""

    reviewer: int
    count: int
    mean: Decimal
    spread: Decimal
    strictness: Decimal | None  # against the others on the same applications; None: nobody else
    of_all: tuple[Decimal, Decimal]  # mean and spread of every review
    user: User | None = field(default=None)

    @property
    def is_corrected(self) -> bool:
        return self.count >= ENOUGH and self.spread > 0

    def correct(self, score: Decimal) -> Decimal:
        """The score as an average reviewer would have given it; unchanged without enough."""
        if not self.is_corrected:
            return score
        mean, spread = self.of_all
        return mean + spread * (score - self.mean) / self.spread


def judges(reviews: Iterable[Judgement]) -> dict[int, Judge]:
    """Every reviewer by account, from all reviews of a cohort."""
    by_reviewer: defaultdict[int, list[Judgement]] = defaultdict(list)
    sums: defaultdict[int, Decimal] = defaultdict(Decimal)
    counts: defaultdict[int, int] = defaultdict(int)
    for review in reviews:
        by_reviewer[review.reviewer].append(review)
        sums[review.application] += review.score
        counts[review.application] += 1
    of_all = _mean_and_spread([r.score for own in by_reviewer.values() for r in own])
    found = {}
    for reviewer, own in sorted(by_reviewer.items()):
        apart = [
            review.score
            - (sums[review.application] - review.score) / (counts[review.application] - 1)
            for review in own
            if counts[review.application] > 1
        ]
        mean, spread = _mean_and_spread([review.score for review in own])
        strictness = (sum(apart, Decimal(0)) / len(apart)).quantize(FOUR) if apart else None
        found[reviewer] = Judge(reviewer, len(own), mean, spread, strictness, of_all)
    return found


def _mean_and_spread(scores: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    if not scores:
        return Decimal(0), Decimal(0)
    mean = sum(scores, Decimal(0)) / len(scores)
    variance = sum(((score - mean) ** 2 for score in scores), Decimal(0)) / len(scores)
    return mean.quantize(FOUR), variance.sqrt().quantize(FOUR)
