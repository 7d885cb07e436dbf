"""Ledger entries with what is behind each: its evidence and the application it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from grants.awards.models import BudgetLine, Grant
from grants.ledger.models import LedgerEntry
from grants.spending.models import Evidence
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.models import Offer


@dataclass(frozen=True)
class EntrySource:
    """One entry; evidence and application are empty for whoever may not see them."""

    entry: LedgerEntry
    evidence: list[Evidence]
    application: Application | None


def entries_of(
    grant: Grant, lines: Iterable[BudgetLine] | None, kind: str
) -> QuerySet[LedgerEntry]:
    """The entries that touch any of the lines (all of the grant without them), of one kind."""
    found = LedgerEntry.objects.filter(grant=grant)
    if lines is not None:
        found = found.filter(Q(from_line__in=lines) | Q(to_line__in=lines))
    if kind:
        found = found.filter(kind=kind)
    return found.select_related(
        "from_line", "to_line", "commitment_item__commitment", "expenditure", "posted_by"
    )


def with_sources(entries: Iterable[LedgerEntry], reader: User) -> list[EntrySource]:
    """Find evidence and applications for a page of entries, each in one query."""
    shown = list(entries)
    papers: dict[int | None, list[Evidence]] = {}
    if reader.has_perm("grants.view_evidence"):
        spent = {entry.expenditure_id for entry in shown}
        for paper in Evidence.objects.filter(expenditure__in=spent - {None}):
            papers.setdefault(paper.expenditure_id, []).append(paper)
    people: dict[int | None, Application] = {}
    if reader.has_perm("trainees.view_application"):
        promised = {e.commitment_item.commitment_id for e in shown if e.commitment_item}
        offers = Offer.objects.filter(commitment__in=promised)
        for offer in offers.select_related("application__applicant", "application__call"):
            people[offer.commitment_id] = offer.application
    return [
        EntrySource(
            entry,
            papers.get(entry.expenditure_id, []),
            people.get(entry.commitment_item.commitment_id) if entry.commitment_item else None,
        )
        for entry in shown
    ]
