"""What falls due of a grant: the ready profile, and saying that something is done.

The profile says when papers of Korean national subsidies are usually due. It is data to begin with,
to be held against the award letter; it claims no compliance with any law.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.errors import AlreadyDecided
from grants.awards.models import Deadline, Grant
from grants.awards.statuses import Anchor, DeadlineKind
from ivi_training.accounts.models import User


class UsualDeadline(NamedTuple):
    """One row of the profile: who gets less than this award (KRW) has no such deadline."""

    kind: DeadlineKind
    title_en: str
    title_ko: str
    anchor: Anchor
    months: int
    basis: str
    award: int


MILLION = 1_000_000
_ACT, _DECREE = "보조금 관리에 관한 법률", "시행령"
PROFILE = [
    UsualDeadline(
        DeadlineKind.AUDIT, "Appointment of the auditor", "감사인 선임", Anchor.START, 3,
        f"{_ACT} 제27조의2, {_DECREE} 제12조의3", 1_000 * MILLION,
    ),
    UsualDeadline(
        DeadlineKind.REPORT, "Performance and settlement report of the year",
        "연차 사업실적·정산보고서", Anchor.YEAR_END, 2, f"{_ACT} 제27조, {_DECREE} 제12조", 0,
    ),
    UsualDeadline(
        DeadlineKind.DISCLOSURE, "Disclosure of income, expenses and settlement", "정보공시",
        Anchor.YEAR_END, 4, f"{_DECREE} 제11조의2", 10 * MILLION,
    ),
    UsualDeadline(
        DeadlineKind.AUDIT, "Audit report", "감사보고서", Anchor.YEAR_END, 4,
        f"{_ACT} 제27조의2, {_DECREE} 제12조의3", 1_000 * MILLION,
    ),
    UsualDeadline(
        DeadlineKind.REPORT, "Final performance and settlement report", "최종 사업실적·정산보고서",
        Anchor.END, 2, f"{_ACT} 제27조, {_DECREE} 제12조", 0,
    ),
    UsualDeadline(
        DeadlineKind.AUDIT, "Settlement verified by an external auditor", "정산보고서 검증",
        Anchor.END, 2, f"{_DECREE} 제12조의2", 100 * MILLION,
    ),
]  # fmt: skip


@transaction.atomic
def add_profile(grant: Grant, *, by: User) -> None:
    """Add what is usual for an award of this size; what is there stays as it is."""
    del by  # the history of the rows names the person
    Deadline.objects.bulk_create(list(_usual(grant)), ignore_conflicts=True)


@transaction.atomic
def mark_done(deadline: Deadline, *, note: str, by: User) -> None:
    """Write down that it is done; refused where somebody said so before."""
    still = Deadline.objects.filter(pk=deadline.pk, done_at__isnull=True)
    if not still.update(done_at=timezone.now(), done_by=by, note=note):
        raise AlreadyDecided(_("Somebody has marked this as done already."))


def _usual(grant: Grant) -> Iterator[Deadline]:
    for usual in PROFILE:
        facts: dict[str, Any] = usual._asdict()
        if facts.pop("award") > grant.awarded:
            continue
        years: list[int | None] = [None]
        if usual.anchor == Anchor.YEAR_END:
            years = list(range(grant.starts_on.year, grant.ends_on.year + 1))
        yield from (Deadline(grant=grant, year=year, **facts) for year in years)
