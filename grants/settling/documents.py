"""Papers of money as PDF: the settlement report."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grants.settling.models.settlement_contents import Added, SettledLine, Settlement
from ivi_training.files import typesetting
from ivi_training.pages.money import krw
from ivi_training.pages.signs import NOTHING


def settlement_pdf(settlement: Settlement, *, standing: str) -> bytes:
    """The report in the reader's language; `standing` says which version it is, or a draft."""
    rows = []
    for category, added in settlement.by_category:
        rows.append([category.name, *_amounts(added), "sum"])
        rows += [[f"{line.code} {line.name}", *_amounts(line), ""] for line in category.lines]
    rows.append([_("Total"), *_amounts(settlement.total), "sum"])
    by_source = sources_of(settlement)
    values = {
        "language": get_language() or "en",
        "title": _("Settlement report"),
        "program": settlement.title,
        "facts": [
            [_("Grant"), [settlement.grant]],
            [_("Funder"), [settlement.funder]],
            [_("Period"), [_days(settlement)]],
            [_("Version"), [standing]],
            [_("SHA-256 of the contents"), [settlement.digest[:32], settlement.digest[32:]]],
        ],
        "columns": [
            _("Category, sub-category"),
            _("Budgeted"),
            _("Spent"),
            _("Committed"),
            _("Balance"),
            _("Execution rate"),
        ],
        "rows": rows,
        "sources_title": _("By funding source"),
        "source_columns": [_("Category, sub-category"), *by_source.columns],
        "source_rows": [
            [row.name, *[krw(amount) for amount in row.amounts], "sum" if row.is_sum else ""]
            for row in by_source.rows
        ],
        "cash": [[label, krw(amount)] for label, amount in cash_of(settlement)],
        "note": _(
            "Amounts are in Korean won and follow from the ledger by effective date. To be "
            "returned = received + interest - spent."
        ),
    }
    return typesetting.pdf("documents/settlement.typ", values)


@dataclass(frozen=True)
class SourceRow:
    """One line of the table of sources, in KRW; the last amount is that of all sources."""

    name: str
    is_sum: bool
    amounts: list[int]


@dataclass(frozen=True)
class SourceTable:
    columns: list[str]
    rows: list[SourceRow]


def sources_of(settlement: Settlement) -> SourceTable:
    """The table by category, sub-category and funding source, then what each agreed to give."""
    rows = []
    for category in settlement.categories:
        rows.append(_paid(settlement, category.name, category.lines, is_sum=True))
        rows += [
            _paid(settlement, f"{line.code} {line.name}", [line], is_sum=False)
            for line in category.lines
        ]
    paid = _paid(settlement, _("Total"), settlement.lines, is_sum=True)
    agreed = _with_sum([source.agreed for source in settlement.sources])
    left = [there - gone for there, gone in zip(agreed, paid.amounts, strict=True)]
    rows += [paid, SourceRow(_("Agreed"), False, agreed), SourceRow(_("Balance"), False, left)]
    return SourceTable([*[s.label for s in settlement.sources], _("All sources")], rows)


def _paid(
    settlement: Settlement, name: str, lines: list[SettledLine], *, is_sum: bool
) -> SourceRow:
    return SourceRow(name, is_sum, _with_sum([s.of(lines) for s in settlement.sources]))


def _with_sum(amounts: list[int]) -> list[int]:
    return [*amounts, sum(amounts)]


def cash_of(settlement: Settlement) -> list[tuple[str, int]]:
    """What came, what was spent and what goes back, in the order of the report."""
    return [
        (_("Award"), settlement.awarded),
        (_("Received so far"), settlement.received),
        (_("Interest earned"), settlement.interest),
        (_("Recognised spending"), settlement.total.spent),
        (_("To be returned"), settlement.to_return),
        (_("Returned already"), settlement.returned),
        (_("Still to be returned"), settlement.still_to_return),
    ]


def _amounts(sums: SettledLine | Added) -> list[str]:
    rate = NOTHING if sums.rate is None else f"{sums.rate:.1%}"
    return [*[krw(n) for n in (sums.budgeted, sums.spent, sums.committed, sums.balance)], rate]


def _days(settlement: Settlement) -> str:
    days = (settlement.first_day, settlement.last_day)
    return f" {NOTHING} ".join(date_format(day, "DATE_FORMAT") for day in days)
