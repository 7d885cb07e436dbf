"""Consents: each text asked on its own, answered at a moment, asked anew when it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from courses.calls.actions.setup import Setup
from courses.calls.models import ConsentTerm
from courses.calls.statuses import ConsentKind
from trainees.applying.models import Application, Consent
from trainees.applying.statuses import ConsentAnswer
from trainees.people.models import Applicant

_ORDER = {kind: position for position, kind in enumerate(ConsentKind.values)}


@dataclass(frozen=True)
class ConsentQuestion:
    """A text that is asked now, with the person's newest answer to it, if there is one."""

    term: ConsentTerm
    answer: str = ""
    at: datetime | None = None
    earlier_at: datetime | None = None  # when an earlier version of it was answered

    @property
    def is_given(self) -> bool:
        return self.answer == ConsentAnswer.GIVEN

    @property
    def has_changed(self) -> bool:
        """Whether the person answered an earlier version and not yet this one."""
        return not self.answer and self.earlier_at is not None

    @property
    def said(self) -> str:
        return str(ConsentAnswer(self.answer).label) if self.answer else ""


def questions_for(applicant: Applicant | None, *programs: int) -> list[ConsentQuestion]:
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


def _of(term: Any) -> ConsentQuestion:
    """The text with what the query found beside it."""
    return ConsentQuestion(term, term.said or "", term.said_at, term.earlier_at)


def _by_need(one: ConsentQuestion) -> tuple[int, bool, int]:
    return one.term.program_id, not one.term.is_required, _ORDER[one.term.kind]


def questions_of_call(setup: Setup, applicant: Applicant) -> list[ConsentQuestion]:
    """What the call asks now; of somebody who is not stored yet, without a query."""
    if applicant._state.adding:
        return sorted((ConsentQuestion(term) for term in setup.terms), key=_by_need)
    return questions_for(applicant, setup.call.program_id)


def missing_consents(applicant: Applicant, setup: Setup) -> list[ConsentTerm]:
    """Required texts without a yes: nothing can be handed in."""
    required = [term for term in setup.terms if term.is_required]
    said = _latest(applicant, required) if required else {}
    return [term for term in required if said.get(term.pk) != ConsentAnswer.GIVEN]


def programs_of(applicant: Applicant) -> list[int]:
    mine = Application.objects.live().filter(applicant=applicant)
    return list(mine.order_by().values_list("call__program", flat=True).distinct())


def changed_questions(applicant: Applicant | None) -> list[ConsentQuestion]:
    if applicant is None:
        return []
    return [one for one in questions_for(applicant, *programs_of(applicant)) if one.has_changed]


@transaction.atomic(savepoint=False)
def record(
    applicant: Applicant, answers: Mapping[ConsentTerm, bool], *, is_first: bool = False
) -> None:
    """Write down what was said now; the same answer again is no new one.

    With `is_first` the caller has just made the applicant, who said nothing before.
    """
    known: dict[int, str] = {}
    if not is_first:
        # Two answers at a time would each be compared with the one before both.
        Applicant.objects.select_for_update(of=("self",), no_key=True).get(pk=applicant.pk)
        known = _latest(applicant, list(answers))
    Consent.objects.bulk_create(
        Consent(applicant=applicant, term=term, answer=answer)
        for term, yes in answers.items()
        if (answer := _next(known.get(term.pk, ""), yes=yes))
    )


def _latest(applicant: Applicant, terms: Sequence[ConsentTerm]) -> dict[int, str]:
    said = Consent.objects.filter(applicant=applicant, term__in=terms)
    newest = said.order_by("term", "-id").distinct("term")
    return dict(newest.values_list("term", "answer"))


def _next(before: str, *, yes: bool) -> str:
    """The answer to write down; nothing where it stands already."""
    if yes:
        return "" if before == ConsentAnswer.GIVEN else ConsentAnswer.GIVEN
    if before == ConsentAnswer.GIVEN:
        return ConsentAnswer.WITHDRAWN
    return "" if before else ConsentAnswer.REFUSED
