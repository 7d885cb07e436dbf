"""A list of countries out of a spreadsheet: kept as a draft, compared, published or discarded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from courses.countries.actions.classifications import SEVERAL, SOURCES
from courses.countries.models import ClassificationVintage, CountryClassification
from courses.countries.statuses import GROUPS, SCHEME_GROUPS, IncomeGroup, Scheme
from ivi_training.accounts.models import User
from ivi_training.files import spreadsheets
from ivi_training.guards.errors import RuleBroken

SHOWN = 40  # characters of a cell that could not be read
ISO3 = re.compile(r"^[A-Z]{3}\Z")
YEAR = re.compile(r"^FY\d\d\Z")
UNCLASSIFIED = ("", "..")
_NOT_CLASSIFIED = {str(IncomeGroup.NOT_CLASSIFIED): "“..”"}  # as a file writes it


class VintageKnown(RuleBroken):
    """A published vintage is never altered."""

    title = gettext_lazy("This vintage is published")


class RowsUnread(RuleBroken):
    """A list with a gap would judge people by what nobody read."""

    title = gettext_lazy("Some rows could not be read")


class VintageMoved(RuleBroken):
    """Somebody else uploaded, published or dropped the same list meanwhile."""

    title = gettext_lazy("Somebody else is editing this list")


@dataclass(frozen=True)
class UnreadRow:
    """A row that says nothing that could be kept, and why."""

    row: int
    cell: str
    why: str


@dataclass(frozen=True)
class VintageFile:
    """What a file says: the group of each country or territory, and what could not be read."""

    groups: dict[str, str]
    unread: list[UnreadRow]


@dataclass(frozen=True)
class GroupChange:
    """A country or territory whose group is another than in the vintage before."""

    country: str
    before: str
    after: str

    @property
    def name(self) -> str:
        return str(countries.name(self.country) or self.country)

    @property
    def was(self) -> str:
        """The group before, in the reader's language; nothing where the list had none."""
        return _named(self.before)

    @property
    def becomes(self) -> str:
        """The group of the new list, in the reader's language; nothing where it has none."""
        return _named(self.after)


def _named(group: str) -> str:
    return str(dict(GROUPS)[group]) if group else ""


def read(content: bytes, scheme: str, code: str) -> VintageFile:
    """The groups of one list; ValidationError where the file is no such list."""
    rows = _sheet(content)
    groups: dict[str, str] = {}
    unread: list[UnreadRow] = []
    known = frozenset(SCHEME_GROUPS[scheme].values)
    for number, iso3, group in _lines(rows, code):
        why = _keep(groups, iso3, group, known)
        if why:
            unread.append(UnreadRow(number, f"{iso3} {group}"[:SHOWN], why))
    if not groups:
        raise ValidationError(_("No country or territory with its group was found in this file."))
    return VintageFile(groups, unread)


def _sheet(content: bytes) -> list[list[str]]:
    sheets = spreadsheets.sheets(content)
    years = [rows for rows in sheets if any(YEAR.match(cell) for row in rows for cell in row)]
    return (years or sheets or [[]])[0]


def _lines(rows: Sequence[Sequence[str]], code: str) -> Iterator[tuple[int, str, str]]:
    """Row number, code of the country and group, in the World Bank's layout or in ours."""
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    named = next((name for name in ("group", "income_group") if name in head), "")
    if "iso3" in head and named:
        country, group = head.index("iso3"), head.index(named)
        year = head.index("fiscal_year") if "fiscal_year" in head else None
        for number, row in enumerate(rows[1:], start=2):
            cells = [*row, *[""] * len(head)]
            if any(row) and (year is None or cells[year].strip() == code):
                yield number, cells[country].strip(), cells[group].strip()
        return
    column = next((row.index(code) for row in rows if code in row), None)
    if column is None:
        raise ValidationError(_("No column of this file is headed %(code)s.") % {"code": code})
    for number, row in enumerate(rows, start=1):
        if row and ISO3.match(row[0]):
            yield number, row[0], row[column] if column < len(row) else ""


def _keep(groups: dict[str, str], iso3: str, group: str, known: frozenset[str]) -> str:
    """Keep the group of a row; why not, where it cannot be read."""
    found = SEVERAL.get(iso3) or [countries.alpha2(iso3)]
    if not all(found) or not ISO3.match(iso3):
        # The World Bank keeps rows of states that are no more.
        is_gone = group in UNCLASSIFIED and ISO3.match(iso3)
        return "" if is_gone else _("The code of the country or territory is not known.")
    if group.startswith("="):
        return _("This is a formula. Save the file with values.")
    meant = str(IncomeGroup.NOT_CLASSIFIED) if group in UNCLASSIFIED else group.rstrip("*")
    if meant not in known:
        names = ", ".join(sorted(_NOT_CLASSIFIED.get(one, one) for one in known))
        return _("The group is not in this list: %(groups)s.") % {"groups": names}
    if any(country in groups for country in found):
        return _("This country or territory is already in an earlier row.")
    groups.update(dict.fromkeys(found, meant))
    return ""


def changes(vintage: ClassificationVintage) -> tuple[str, list[GroupChange]]:
    """The published list of the scheme before it, and each group that differs; empty without."""
    earlier = ClassificationVintage.objects.published().filter(scheme=vintage.scheme)
    before = earlier.filter(valid_from__lt=vintage.valid_from).first()
    if before is None:
        return "", []
    known, groups = (
        {str(row.country): row.income_group for row in one.rows.all()} for one in (before, vintage)
    )
    every = [
        GroupChange(code, known.get(code, ""), groups.get(code, ""))
        for code in sorted(known.keys() | groups.keys())
    ]
    return before.code, [change for change in every if change.before != change.after]


@transaction.atomic
def save_draft(
    scheme: str, code: str, valid_from: date, file: VintageFile
) -> ClassificationVintage:
    """Keep what was read as a draft, in place of an earlier draft of this code.

    Refused where a row could not be read, and where the code is published: people are judged by it,
    a correction is another one.
    """
    if file.unread:
        raise RowsUnread(
            _("Row %(row)s: %(why)s") % {"row": file.unread[0].row, "why": file.unread[0].why},
            then=[_("Nothing was saved. Correct the file and upload it again.")],
        )
    # Somebody may publish or drop the same draft at this moment.
    held = ClassificationVintage.objects.select_for_update(of=("self",))
    earlier = held.filter(code=code).first()
    if earlier is not None:
        _refuse_published(earlier)
        earlier.delete()
    vintage = ClassificationVintage(
        scheme=scheme, code=code, valid_from=valid_from, source=SOURCES[Scheme(scheme)]
    )
    try:
        with transaction.atomic():
            vintage.save()
    except IntegrityError as error:
        raise _moved(code) from error
    CountryClassification.objects.bulk_create(
        CountryClassification(vintage=vintage, country=country, income_group=group)
        for country, group in file.groups.items()
    )
    return vintage


@transaction.atomic
def publish(vintage: ClassificationVintage, *, by: User) -> None:
    """Let people be judged by the list, for good."""
    _hold(vintage)
    vintage.published_at, vintage.published_by = timezone.now(), by
    vintage.save(update_fields=["published_at", "published_by"])


@transaction.atomic
def discard(vintage: ClassificationVintage) -> None:
    """Drop a draft; refused once it is published."""
    _hold(vintage)
    vintage.delete()


def _hold(vintage: ClassificationVintage) -> None:
    # Somebody may publish or drop the same draft at this moment.
    held = ClassificationVintage.objects.select_for_update(of=("self",))
    current = held.filter(pk=vintage.pk).first()
    if current is None:
        raise _moved(vintage.code)
    _refuse_published(current)


def _moved(code: str) -> VintageMoved:
    return VintageMoved(
        _("Somebody else has just uploaded or deleted the list %(code)s.") % {"code": code},
        then=[_("Look at the lists again before you go on; your file was not saved.")],
    )


def _refuse_published(vintage: ClassificationVintage) -> None:
    if vintage.is_published:
        raise VintageKnown(
            _("%(code)s is published. People may have been judged by it.") % {"code": vintage.code},
            then=[_("Give a corrected list a code of its own, for example FY27B.")],
        )
