"""Consents: each text asked on its own, answered at a moment, asked anew when it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from courses.actions.setup import Setup
from courses.models import ConsentTerm
from courses.statuses import ConsentKind
from trainees.models import Applicant, Application, Consent
from trainees.statuses import ConsentAnswer

# Written out: whoever saves or hands in waits for it.
_NEWEST = """
    SELECT DISTINCT ON (term_id) term_id, answer
      FROM trainees_consent
     WHERE applicant_id = %s AND term_id = ANY(%s)
     ORDER BY term_id, id DESC
"""
_ORDER = {kind: position for position, kind in enumerate(ConsentKind.values)}


@dataclass(frozen=True)
class Asked:
    """A text that is asked now, with the person's newest answer to it, if there is one."""

    term: ConsentTerm
    answer: str = ""
    at: datetime | None = None
    earlier_at: datetime | None = None  # when an earlier version of it was answered

    @property
    def is_given(self) -> bool:
        """Whether the person agrees at this moment."""
        return self.answer == ConsentAnswer.GIVEN

    @property
    def has_changed(self) -> bool:
        """Whether the person answered an earlier version and not yet this one."""
        return not self.answer and self.earlier_at is not None

    @property
    def said(self) -> str:
        """The answer in words."""
        return str(ConsentAnswer(self.answer).label) if self.answer else ""


def asked(applicant: Applicant | None, *programs: int) -> list[Asked]:
    """What the programs ask now, required texts first, in one query."""
    said = Consent.objects.filter(applicant=applicant.pk if applicant else None).order_by("-id")
    latest = said.filter(term=OuterRef("pk"))
    earlier = said.filter(term__program=OuterRef("program"), term__kind=OuterRef("kind"))
    terms = (
        ConsentTerm.objects.in_force()
        .filter(program__in=programs)
        .select_related("program")
        .annotate(
            said=Subquery(latest.values("answer")[:1]),
            said_at=Subquery(latest.values("at")[:1]),
            earlier_at=Subquery(earlier.exclude(term=OuterRef("pk")).values("at")[:1]),
        )
    )
    return sorted((_of(term) for term in terms), key=_by_need)


def _of(term: Any) -> Asked:
    """The text with what the query found beside it."""
    return Asked(term, term.said or "", term.said_at, term.earlier_at)


def _by_need(one: Asked) -> tuple[int, bool, int]:
    return one.term.program_id, not one.term.is_required, _ORDER[one.term.kind]


def asked_by(setup: Setup, applicant: Applicant) -> list[Asked]:
    """What the call asks now; of somebody who is not stored yet, without a query."""
    if applicant._state.adding:
        return sorted((Asked(term) for term in setup.terms), key=_by_need)
    return asked(applicant, setup.call.program_id)


def lacking(applicant: Applicant, setup: Setup) -> list[ConsentTerm]:
    """Required texts without a yes: nothing can be handed in."""
    required = [term for term in setup.terms if term.is_required]
    said = _latest(applicant, required) if required else {}
    return [term for term in required if said.get(term.pk) != ConsentAnswer.GIVEN]


def programs_of(applicant: Applicant) -> list[int]:
    """The programs that hold something of the person now."""
    mine = Application.objects.live().filter(applicant=applicant)
    return list(mine.order_by().values_list("call__program", flat=True).distinct())


def asked_anew(applicant: Applicant | None) -> list[Asked]:
    """Texts that have changed since the person answered them."""
    if applicant is None:
        return []
    return [one for one in asked(applicant, *programs_of(applicant)) if one.has_changed]


@transaction.atomic(savepoint=False)
def keep(
    applicant: Applicant, answers: Mapping[ConsentTerm, bool], *, is_first: bool = False
) -> None:
    """Write down what was said now; the same answer again is no new one.

    With `is_first` the caller has just made the applicant, who said nothing before.
    """
    known: dict[int, str] = {}
    if not is_first:
        Applicant.objects.select_for_update(of=("self",), no_key=True).get(pk=applicant.pk)
        known = _latest(applicant, list(answers))
    Consent.objects.bulk_create(
        Consent(applicant=applicant, term=term, answer=answer)
        for term, yes in answers.items()
        if (answer := _next(known.get(term.pk, ""), yes=yes))
    )


def _latest(applicant: Applicant, terms: Sequence[ConsentTerm]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [applicant.pk, [term.pk for term in terms]])
        return dict(cursor.fetchall())


def _next(before: str, *, yes: bool) -> str:
    """The answer to write down; nothing where it stands already."""
    if yes:
        return "" if before == ConsentAnswer.GIVEN else ConsentAnswer.GIVEN
    if before == ConsentAnswer.GIVEN:
        return ConsentAnswer.WITHDRAWN
    return "" if before else ConsentAnswer.REFUSED
