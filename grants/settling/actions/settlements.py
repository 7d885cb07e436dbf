"""The settlement of a grant: drawn up from the ledger, frozen with its digest when submitted."""

from collections import defaultdict
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from grants.awards.models import BudgetLine, Grant
from grants.budgets.actions import budget_lines
from grants.ledger.models import LedgerDay
from grants.ledger.statuses import GONE, LINE_BUCKETS, Bucket
from grants.settling import documents, spreadsheets
from grants.settling.actions.sources import sources_of
from grants.settling.errors import PeriodStillOpen, ReportOutOfDate
from grants.settling.models import SettlementFile, SettlementReport
from grants.settling.models.settlement_contents import SettledCategory, SettledLine, Settlement
from ivi_training.accounts.models import User
from ivi_training.pages.snapshots import one_moment

LANGUAGES = ("en", "ko")
FILES = {
    "xlsx": (
        spreadsheets.settlement_sheet,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "pdf": (documents.settlement_pdf, "application/pdf"),
}
Moved = defaultdict[tuple[int | None, str], int]


def draw_up(grant: Grant, until: date) -> Settlement:
    """The settlement by effective date up to and with a day; once that is closed, for good."""
    with one_moment():
        moved: Moved = defaultdict(int)
        for row in LedgerDay.objects.filter(grant=grant, day__lte=until).nets("line", "bucket"):
            moved[row["line"], row["bucket"]] = row["net"]
        lines = BudgetLine.objects.filter(grant=grant).select_related("category").order_by("code")
        categories: dict[int, SettledCategory] = {}
        for line in lines:
            names = line.category.name_en, line.category.name_ko
            known = categories.setdefault(line.category_id, SettledCategory(*names, []))
            known.lines.append(_line(line, moved))
        spent = {line.code: line.spent for c in categories.values() for line in c.lines}
        sources = sources_of(grant, until, spent, awarded=-moved[None, Bucket.FUNDER])
    return Settlement(
        grant=grant.code,
        title=grant.title,
        funder=grant.funder,
        starts_on=grant.starts_on.isoformat(),
        until=until.isoformat(),
        awarded=-moved[None, Bucket.FUNDER],
        received=moved[None, Bucket.RECEIVED] + moved[None, Bucket.RETURNED],
        interest=moved[None, Bucket.INTEREST] + moved[None, Bucket.INTEREST_RETURNED],
        returned=moved[None, Bucket.RETURNED] + moved[None, Bucket.INTEREST_RETURNED],
        categories=list(categories.values()),
        sources=sources,
    )


def preview(grant: Grant, *, until: date) -> Settlement:
    """What would be submitted; refused where a period up to that day is open."""
    _check_closed(grant, until)
    return draw_up(grant, until)


def submit(grant: Grant, *, until: date, note: str, by: User) -> SettlementReport:
    """Freeze the settlement of closed periods as the next version, with its files in two languages.

    Refused where a period up to that day is open, or where somebody submitted meanwhile.
    """
    settlement = preview(grant, until=until)
    version = 1 + SettlementReport.objects.filter(grant=grant).count()
    # Outside the lock: setting papers takes its time.
    files = [file_of(settlement, kind, lang, version) for lang in LANGUAGES for kind in FILES]
    with transaction.atomic():
        budget_lines.lock(grant.pk)
        _check_closed(grant, until)
        newer = SettlementReport.objects.filter(grant=grant, version__gte=version)
        if newer.exists() or draw_up(grant, until) != settlement:
            raise ReportOutOfDate(
                _("Another person submitted or posted at the same moment."),
                then=[_("Look at the report again, then submit it.")],
            )
        report = SettlementReport.objects.create(
            grant=grant,
            version=version,
            until=until,
            contents=settlement.text,
            sha256=settlement.digest,
            note=note,
            submitted_by=by,
        )
        for file in files:
            SettlementFile(report=report).fill_from(file).save()
    return report


def file_of(
    settlement: Settlement, kind: str, language: str, version: int | None = None
) -> SimpleUploadedFile:
    """The report as a file of one kind (`FILES`) in one language; without a version a draft."""
    make, content_type = FILES[kind]
    with override(language):
        standing = f"{version}" if version else str(_("Draft, not submitted"))
        content = make(settlement, standing=standing)
    name = f"{settlement.grant}-{settlement.until}-{version or 'draft'}-{language}.{kind}"
    return SimpleUploadedFile(name, content, content_type)


def _line(line: BudgetLine, moved: Moved) -> SettledLine:
    return SettledLine(
        code=line.code,
        name_en=line.name_en,
        name_ko=line.name_ko,
        budgeted=sum(moved[line.pk, bucket] for bucket in LINE_BUCKETS),
        spent=sum(moved[line.pk, bucket] for bucket in GONE),
        committed=moved[line.pk, Bucket.COMMITTED],
    )


def _check_closed(grant: Grant, until: date) -> None:
    periods = grant.periods.filter(starts_on__lte=until)
    is_end = periods.filter(ends_on=until).exists()
    if not is_end or periods.filter(closed_at__isnull=True).exists():
        raise PeriodStillOpen(
            _("A settlement is submitted up to the end of a closed period, all before it closed."),
            then=[_("Close the periods first; until then the report can be looked at as a draft.")],
        )
