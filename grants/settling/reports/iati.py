"""The transactions of a grant in the terms of IATI 2.03: one activity, one currency, no names.

Budget that moves inside the grant is no transaction between organisations, and is left out. What
was taken back is shown as IATI asks: the same type below zero.
"""

from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from typing import Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils import timezone

from grants.awards.models import Grant
from grants.budgets.models import BudgetVersion
from grants.ledger.models import LedgerEntry
from grants.ledger.statuses import GONE, Bucket, EntryKind
from ivi_training.pages.clocks import SEOUL

# The codes of IATI's list TransactionType.
TYPES = {
    EntryKind.AWARD: "11",  # incoming commitment
    EntryKind.TRANCHE: "1",  # incoming funds
    EntryKind.EXPENDITURE: "4",  # expenditure
    EntryKind.RECOVERY: "4",  # less of it
    EntryKind.EXCHANGE: "4",
    EntryKind.DISALLOWANCE: "4",
    EntryKind.INTEREST: "5",  # interest
    EntryKind.REFUND: "7",  # reimbursement
}
_FUNDING, _IMPLEMENTING = "1", "4"  # OrganisationRole
_ACTUAL_START, _PLANNED_END = "2", "3"  # ActivityDateType
_ORIGINAL, _REVISED, _COMMITTED = "1", "2", "2"  # BudgetType, BudgetStatus
_INTERNATIONAL = "40"  # OrganisationType: multilateral
_PIECE = 2_000


class _Writer:
    """XML in pieces: what is written can be taken away at any time."""

    def __init__(self) -> None:
        self.out = StringIO()
        self.xml = XMLGenerator(self.out, encoding="utf-8", short_empty_elements=True)
        self.xml.startDocument()

    def open(self, tag: str, **attributes: str) -> None:
        named = {name.replace("_", "-"): value for name, value in attributes.items()}
        self.xml.startElement(tag, AttributesImpl(named))

    def close(self, tag: str) -> None:
        self.xml.endElement(tag)

    def element(self, tag: str, text: str = "", /, **attributes: str) -> None:
        self.open(tag, **attributes)
        self.xml.characters(text)
        self.close(tag)

    def narrative(self, tag: str, text: str, /, **attributes: str) -> None:
        self.open(tag, **attributes)
        self.element("narrative", text)
        self.close(tag)

    def taken(self) -> bytes:
        piece = self.out.getvalue()
        self.out.seek(0)
        self.out.truncate()
        return piece.encode()


def iati_xml(grant: Grant) -> Iterator[bytes]:
    """The file in pieces; memory does not grow with the ledger."""
    writer, now = _Writer(), timezone.now()
    writer.open("iati-activities", version="2.03", generated_datetime=_moment(now))
    writer.open(
        "iati-activity",
        default_currency="KRW",
        last_updated_datetime=_moment(now),
        **{"xml:lang": "en"},
    )
    _head(writer, grant, timezone.localdate())
    _budgets(writer, grant)
    entries = LedgerEntry.objects.filter(grant=grant).exclude(kind__in=_inside())
    related = entries.select_related("reverses", "from_line", "to_line").order_by("pk")
    for number, entry in enumerate(related.iterator(_PIECE), start=1):
        _transaction(writer, grant, entry)
        if number % _PIECE == 0:
            yield writer.taken()
    writer.close("iati-activity")
    writer.close("iati-activities")
    writer.xml.endDocument()
    yield writer.taken()


def _inside() -> list[EntryKind]:
    return [kind for kind in EntryKind if kind not in TYPES and kind != EntryKind.REVERSAL]


def _head(writer: _Writer, grant: Grant, today: date) -> None:
    program, reporter = grant.program, settings.IATI_ORGANISATION
    status = "1" if today < grant.starts_on else "2" if today <= grant.ends_on else "3"
    writer.element("iati-identifier", f"{reporter}-{grant.code}")
    writer.narrative("reporting-org", program.operator_en, ref=reporter, type=_INTERNATIONAL)
    writer.narrative("title", grant.title)
    writer.narrative("description", program.summary_en or program.name_en)
    writer.narrative("participating-org", grant.funder, role=_FUNDING)
    writer.narrative("participating-org", program.operator_en, role=_IMPLEMENTING)
    writer.element("activity-status", code=status)
    writer.element("activity-date", type=_ACTUAL_START, iso_date=str(grant.starts_on))
    writer.element("activity-date", type=_PLANNED_END, iso_date=str(grant.ends_on))


def _budgets(writer: _Writer, grant: Grant) -> None:
    versions = list(BudgetVersion.objects.filter(grant=grant).order_by("number"))
    for version in dict.fromkeys([*versions[:1], *versions[-1:]]):
        kind = _ORIGINAL if version.number == 1 else _REVISED
        writer.open("budget", type=kind, status=_COMMITTED)
        writer.element("period-start", iso_date=str(grant.starts_on))
        writer.element("period-end", iso_date=str(grant.ends_on))
        amount = str(version.awarded - version.unallocated)
        writer.element("value", amount, currency="KRW", value_date=str(grant.starts_on))
        writer.close("budget")


def _transaction(writer: _Writer, grant: Grant, entry: LedgerEntry) -> None:
    first: Any = entry.reverses or entry
    if first.kind not in TYPES:
        return
    is_back = entry.from_bucket in GONE if entry.from_line else entry.reverses is not None
    amount = -entry.amount if is_back else entry.amount
    day = str(entry.effective_on)
    line = entry.to_line or entry.from_line
    writer.open("transaction", ref=f"{grant.code}-{entry.pk}")
    writer.element("transaction-type", code=TYPES[EntryKind(first.kind)])
    writer.element("transaction-date", iso_date=day)
    writer.element("value", str(amount), currency="KRW", value_date=day)
    writer.narrative("description", f"{line.code} {line.name_en}" if line else first.kind)
    if first.to_bucket in {Bucket.UNALLOCATED, Bucket.RECEIVED}:
        writer.narrative("provider-org", grant.funder)
    writer.close("transaction")


def _moment(moment: datetime) -> str:
    return moment.astimezone(SEOUL).isoformat(timespec="seconds")
