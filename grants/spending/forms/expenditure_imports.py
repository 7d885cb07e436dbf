"""A table of bills: one row for each, every name in it known, none of them twice."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.cohorts.models import Cohort
from grants.awards.models import BudgetLine
from grants.rates.actions import exchange_rates
from grants.rates.actions.exchange_rates import RateOnDay
from grants.rates.models.exchange_rate import CURRENCY
from grants.rates.statuses import RateType
from grants.spending.actions import expenditure_imports
from grants.spending.actions.expenditure_imports import Bill
from grants.spending.forms.expenditures import PayeeNumberField
from grants.spending.models import ExpenditureImport
from ivi_training.files.forms.spreadsheets import BadCell, SheetForm, Table
from ivi_training.pages.forms.fields import WonField
from ivi_training.pages.forms.layout import helper


class BillRow(forms.Form):
    grant = forms.CharField(
        label=gettext_lazy("Award number"), max_length=40, help_text=gettext_lazy("Of the grant.")
    )
    line = forms.CharField(
        label=gettext_lazy("Code of the budget line"),
        max_length=20,
        help_text=gettext_lazy("For example 210-01."),
    )
    cohort = forms.CharField(
        label=gettext_lazy("Code of the cohort"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("If given, commitments of this cohort are used first."),
    )
    spent_on = forms.DateField(
        label=gettext_lazy("Spent on"),
        input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d"],
        help_text=gettext_lazy("For example 2022-07-01."),
    )
    payee = forms.CharField(label=gettext_lazy("Payee"), max_length=200)
    payee_number = PayeeNumberField()
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=300)
    supply = WonField(
        label=gettext_lazy("Supply amount 공급가액 (KRW)"),
        required=False,
        help_text=gettext_lazy("Without VAT. Empty for a bill in a foreign currency."),
    )
    vat = WonField(label=gettext_lazy("VAT 부가세 (KRW)"), min_value=0, required=False)
    currency = forms.RegexField(
        CURRENCY,
        label=gettext_lazy("Currency"),
        required=False,
        help_text=gettext_lazy("The code of ISO 4217, for example USD."),
        error_messages={"invalid": gettext_lazy("Three capital letters, for example USD.")},
    )
    foreign_amount = forms.DecimalField(
        label=gettext_lazy("Foreign amount"),
        max_digits=15,
        decimal_places=3,
        min_value=0,
        required=False,
    )
    rate_type = forms.ChoiceField(
        label=gettext_lazy("Kind of rate"), choices=[("", ""), *RateType.choices], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for won, or for a foreign amount with its currency and kind of rate."""
        data = super().clean() or {}
        foreign = [bool(data.get(n)) for n in ("currency", "foreign_amount", "rate_type")]
        if any(foreign) and not all(foreign) and not self.errors:
            self.add_error("currency", _("Give currency, foreign_amount and rate_type together."))
        elif all(foreign) and (data.get("supply") or data.get("vat")):
            self.add_error("supply", _("Leave it empty: the rate says what the bill is in won."))
        elif not any(foreign) and not data.get("supply") and "supply" not in self.errors:
            self.add_error("supply", _("Give the amount of the bill."))
        return data


class BillSheetForm(SheetForm):
    """A table of bills; `bills` are its rows once nothing is wrong with them."""

    row_form = BillRow
    is_worth = True
    helper = helper("file")

    def judge(self, table: Table) -> list[BadCell]:
        """Name what is not known, what the grant does not pay, and what was recorded before."""
        digest = expenditure_imports.digest(table.content)
        if ExpenditureImport.objects.filter(sha256=digest).exists():
            known = _("A file with exactly this content was imported already.")
            return [BadCell(1, "", table.name[:40], known)]
        names = _Names(table)
        bad: list[BadCell] = []
        self.bills: dict[int, Bill] = {}
        for number, row in table.rows.items():
            wrong = list(names.wrong(number, row))
            bad += wrong
            if not wrong:
                self.bills[number] = names.bill(row)
        return [*bad, *self._twice()]

    def won_value(self, number: int) -> int:
        return self.bills[number].amount

    def _twice(self) -> Iterator[BadCell]:
        recorded = expenditure_imports.recorded_before(list(self.bills.values()))
        seen: dict[Any, int] = {}
        for number, bill in self.bills.items():
            if bill.key in recorded:
                why = _("This is recorded already as expenditure %(number)s.") % {
                    "number": recorded[bill.key]
                }
                yield BadCell(number, "payee", bill.payee, why)
            elif bill.key in seen:
                why = _("Row %(row)s has the same bill.") % {"row": seen[bill.key]}
                yield BadCell(number, "payee", bill.payee, why)
            seen.setdefault(bill.key, number)


def _rate_of(row: dict[str, Any]) -> RateOnDay:
    return RateOnDay(row["currency"], row["spent_on"], row["rate_type"])


class _Names:
    """Lines, cohorts and rates of a whole table, each read once."""

    def __init__(self, table: Table) -> None:
        rows = table.rows.values()
        lines = BudgetLine.objects.select_related("grant").filter(
            code__in={row["line"] for row in rows}, grant__code__in={row["grant"] for row in rows}
        )
        self.lines = {(line.grant.code, line.code): line for line in lines}
        cohorts = Cohort.objects.filter(code__in={row["cohort"] for row in rows})
        self.cohorts = {(cohort.program_id, cohort.code): cohort for cohort in cohorts}
        self.rates = exchange_rates.find_all({_rate_of(row) for row in rows if row["currency"]})

    def wrong(self, number: int, row: dict[str, Any]) -> Iterator[BadCell]:
        line = self.lines.get((row["grant"], row["line"]))
        if line is None:
            yield BadCell(number, "line", row["line"], _("This grant has no line of this code."))
            return
        if row["cohort"] and (line.grant.program_id, row["cohort"]) not in self.cohorts:
            why = _("The program has no cohort of this code.")
            yield BadCell(number, "cohort", row["cohort"], why)
        day = row["spent_on"]
        if day > timezone.localdate() or not line.grant.starts_on <= day <= line.grant.ends_on:
            why = _("The grant pays from %(start)s to %(end)s, and not for future days.") % {
                "start": line.grant.starts_on,
                "end": line.grant.ends_on,
            }
            yield BadCell(number, "spent_on", str(day), why)
        if row["currency"]:
            yield from self._wrong_rate(number, row)

    def _wrong_rate(self, number: int, row: dict[str, Any]) -> Iterator[BadCell]:
        rate, amount = self.rates[_rate_of(row)], row["foreign_amount"]
        if rate is None:
            yield BadCell(number, "currency", row["currency"], _("No rate is known for this day."))
        elif exchange_rates.to_won(amount, rate) < 1:
            yield BadCell(number, "foreign_amount", str(amount), _("This is less than one won."))

    def bill(self, row: dict[str, Any]) -> Bill:
        line = self.lines[row["grant"], row["line"]]
        rate = self.rates[_rate_of(row)] if row["currency"] else None
        vat = row["vat"] or 0
        amount = exchange_rates.to_won(row["foreign_amount"], rate) if rate else row["supply"] + vat
        return Bill(
            line=line,
            cohort=self.cohorts.get((line.grant.program_id, row["cohort"])),
            spent_on=row["spent_on"],
            payee=row["payee"],
            payee_number=row["payee_number"],
            purpose=row["purpose"],
            amount=amount,
            vat=vat,
            currency=row["currency"],
            foreign_amount=row["foreign_amount"] if rate else None,
            rate=rate,
        )
