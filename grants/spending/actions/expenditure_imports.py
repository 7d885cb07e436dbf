"""Expenditures out of a spreadsheet: a file is taken whole, as drafts, and taken back whole."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from grants.awards.actions import funding_sources
from grants.awards.models import BudgetLine
from grants.budgets.actions import budget_lines
from grants.ledger.actions.balances import BalanceChange
from grants.rates.models import ExchangeRate
from grants.spending.actions import expenditures
from grants.spending.errors import DraftsNoLongerNew, ImportedAlready
from grants.spending.models import Evidence, Expenditure, ExpenditureImport, FundingShare
from ivi_training.accounts.models import User
from ivi_training.guards.models import StatusChange

SHOWN = 5  # of what is named in a refusal


@dataclass(frozen=True)
class Bill:
    """One row that can be taken: every name in it is known."""

    line: BudgetLine
    cohort: Cohort | None
    spent_on: date
    payee: str
    payee_number: str
    purpose: str
    amount: int
    vat: int
    currency: str = ""
    foreign_amount: Decimal | None = None
    rate: ExchangeRate | None = None

    @property
    def key(self) -> tuple[int, date, str, str, int]:
        """What makes a second one of these a duplicate."""
        return self.line.pk, self.spent_on, self.payee, self.purpose, self.amount


def recorded_before(bills: Sequence[Bill]) -> dict[tuple[int, date, str, str, int], int]:
    """Expenditures of the same line, day, payee, purpose and amount, by their numbers."""
    known = Expenditure.objects.filter(
        line__in={bill.line.pk for bill in bills},
        spent_on__in={bill.spent_on for bill in bills},
        payee__in={bill.payee for bill in bills},
    )
    rows = known.values_list("line_id", "spent_on", "payee", "purpose", "amount", "pk")
    keys = {bill.key for bill in bills}  # the filter takes each fact alone, and finds too many
    return {key: pk for *facts, pk in rows if (key := tuple(facts)) in keys}


def digest(content: bytes) -> str:
    """By what a file is known."""
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def take(name: str, content: bytes, bills: Sequence[Bill], *, by: User) -> ExpenditureImport:
    """Keep every row as a draft of this person, or none; refused for a file that was taken.

    Each row is refused for what a draft that is typed is refused for.
    """
    for grant_id in sorted({bill.line.grant_id for bill in bills}):
        budget_lines.lock(grant_id)
    taken = _keep_file(name, content, len(bills), by=by)
    if recorded_before(bills):
        raise ImportedAlready(
            _("Some of these expenditures have been recorded since you looked at the file."),
            then=[_("Look at the file again: they are named there.")],
        )
    made = []
    for bill in bills:
        expenditure = Expenditure(**vars(bill), recorded_by=by, imported_from=taken)
        expenditures.refuse_elsewhere(expenditure)
        expenditures.set_amounts(expenditure)
        made.append(expenditure)
    Expenditure.objects.bulk_create(made)
    sources = {grant: funding_sources.subsidy(grant) for grant in {b.line.grant for b in bills}}
    FundingShare.objects.bulk_create(
        FundingShare(expenditure=one, source=sources[one.line.grant], amount=one.amount)
        for one in made
    )
    return taken


def preview_taking_back(taken: ExpenditureImport) -> list[BalanceChange]:
    """Each draft, by its amount; refused as `take_back` would be."""
    return [BalanceChange(str(draft), draft.amount, 0) for draft in _untouched(taken)]


@transaction.atomic
def take_back(taken: ExpenditureImport, *, by: User) -> None:
    """Discard its drafts, all or none; the file may be imported again, and who did it is kept."""
    drafts = _untouched(taken, is_held=True)
    FundingShare.objects.filter(expenditure__in=drafts).delete()
    Expenditure.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    StatusChange.objects.bulk_create(
        StatusChange(
            subject_type=Expenditure._meta.label_lower,
            subject_id=draft.pk,
            before=draft.status,
            after="discarded",
            by=by,
            reason=taken.name,
        )
        for draft in drafts
    )
    taken.delete()


def _untouched(taken: ExpenditureImport, *, is_held: bool = False) -> list[Expenditure]:
    """Its expenditures; refused where one was ever handed in, or has a paper."""
    made = taken.expenditures.order_by("pk")
    # Held when they are to go: nobody hands one in between this look and the deletion.
    rows = list(made.select_for_update(of=("self",)) if is_held else made)
    ids = [row.pk for row in rows]
    history = StatusChange.objects.filter(
        subject_type=Expenditure._meta.label_lower, subject_id__in=ids
    )
    moved = set(history.values_list("subject_id", flat=True))
    moved |= set(Evidence.objects.filter(expenditure__in=ids).values_list("expenditure", flat=True))
    if moved:
        named = [f"{row.pk} {row}" for row in rows if row.pk in moved]
        raise DraftsNoLongerNew(
            _("These were submitted before, or have a document: %(which)s.")
            % {"which": "; ".join(named[:SHOWN])},
            then=[_("Nothing was deleted. An import can only be undone as a whole.")],
        )
    return rows


def _keep_file(name: str, content: bytes, count: int, *, by: User) -> ExpenditureImport:
    try:
        with transaction.atomic():
            return ExpenditureImport.objects.create(
                name=name[-255:], sha256=digest(content), count=count, imported_by=by
            )
    except IntegrityError:
        raise ImportedAlready(
            _("A file with exactly this content was imported already."),
            then=[_("Its expenditures are in the list of expenditures.")],
        ) from None
