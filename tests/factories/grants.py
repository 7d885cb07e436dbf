"""Grants with lines that hold money, and support packages."""

from datetime import date
from typing import Any

from django.utils import timezone

from courses.cohorts.models import Cohort
from courses.programs.models import Program
from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.commitments.models import RegionBand, SupportPackage, SupportPackageItem
from grants.spending.actions import expenditure_imports, expenditures, payments
from grants.spending.actions.expenditure_imports import Bill
from grants.spending.actions.payments import Payment
from grants.spending.models import Expenditure, ExpenditureImport
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.files import pdf


def grant_for(program: Program, amount: int = 1_000_000) -> Grant:
    grant = Grant.objects.create(
        program=program,
        code=f"MOHW-{program.code}",
        title="Grant",
        funder="MOHW",
        starts_on=date(2022, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    budget_lines.award(grant, amount, by=UserFactory())
    return grant


def line_of(
    grant: Grant, budget: int = 500_000, code: str = "210-01", category: str = "Operating"
) -> BudgetLine:
    line = BudgetLine.objects.create(
        grant=grant,
        code=code,
        category=budget_lines.category(grant, category),
        name_en="Airfare",
    )
    budget_lines.set_budget(line, budget, by=UserFactory())
    return line


def package_for(line: BudgetLine, stream_code: str = "LMIC", amount: int = 1_000) -> SupportPackage:
    stream = line.grant.program.streams.get(code=stream_code)
    package = SupportPackage.objects.create(grant=line.grant, stream=stream)
    SupportPackageItem.objects.create(package=package, line=line, amount=amount)
    return package


def other_countries(grant: Grant) -> RegionBand:
    return RegionBand.objects.create(
        grant=grant, position=9, name_en="All other countries", is_fallback=True
    )


def bill(line: BudgetLine, **facts: Any) -> dict[str, Any]:
    known = {
        "line": line,
        "spent_on": max(line.grant.starts_on, min(date(2022, 7, 1), timezone.localdate())),
        "payee": "Hotel",
        "purpose": "Rooms",
        "amount": 10_000,
        "evidence": pdf(),
    }
    return known | facts


def recorded(
    line: BudgetLine,
    amount: int = 10_000,
    by: User | None = None,
    cohort: Cohort | None = None,
    **facts: Any,
) -> Expenditure:
    return expenditures.record(
        by=by or UserFactory(), **bill(line, amount=amount, cohort=cohort, **facts)
    )


def imported(line: BudgetLine) -> ExpenditureImport:
    """A file of one bill, taken by somebody."""
    one = Bill(line, None, date(2022, 7, 2), "Print House", "", "Books", 1_100, 100)
    content = str(line.pk).encode()
    return expenditure_imports.take("bills.csv", content, [one], by=UserFactory())


def payment(**facts: Any) -> Payment:
    known = {
        "paid_on": min(date(2022, 7, 8), timezone.localdate()),
        "method": "transfer",
        "reference": "1",
    }
    return Payment(**known | facts)


def paid(line: BudgetLine, amount: int = 10_000, **facts: Any) -> Expenditure:
    """Approved by another person, and paid on time."""
    expenditure = recorded(line, amount, **facts)
    expenditures.approve(expenditure, by=UserFactory())
    payments.pay(expenditure, payment=payment(), by=UserFactory())
    return expenditure
