"""The dashboard as it may be handed out: small counts hidden, whoever asks.

Groups stand in the order of their names, for an order by size would tell of what is hidden. A quota
shows the people of its stream or of the whole program as those tables do, of no other group.
"""

import csv
from dataclasses import replace
from io import StringIO

from django.utils.translation import gettext as _

from trainees.insight.reports.counts import CountsRow, GroupCounts
from trainees.insight.reports.dashboard import Dashboard, QuotaProgress
from trainees.people.reports.small_counts import Number, protect

MEASURES = ("applied", "eligible", "offered", "enrolled", "waitlisted", "online")
_TABLES = ("by_stream", "by_cohort", "by_gender", "by_country")
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shared(report: Dashboard) -> Dashboard:
    """The same program as it may be handed out."""
    tables = [sorted(getattr(report, name), key=lambda c: c.label) for name in _TABLES]
    totals: dict[str, Number] = {}
    columns: dict[str, list[list[Number]]] = {}
    for measure in MEASURES:
        counts = [[_count(row, measure) for row in table] for table in tables]
        totals[measure], columns[measure] = protect(_count(report.total, measure), counts)
    waiting, _none = protect(_count(report.total, "waiting"), [])
    total = GroupCounts(report.total.label, waiting=waiting, **totals)
    rows = [
        [
            GroupCounts(row.label, **{measure: columns[measure][nth][at] for measure in MEASURES})
            for at, row in enumerate(table)
        ]
        for nth, table in enumerate(tables)
    ]
    streams = {row.label: row for row in rows[0]}
    money = replace(report.money, enrolled=total.enrolled if isinstance(total.enrolled, int) else 0)
    by_stream, by_cohort, by_gender, by_country = rows
    return replace(
        report,
        total=total,
        money=money,
        quotas=[_quota(progress, total, streams) for progress in report.quotas],
        by_stream=by_stream,
        by_cohort=by_cohort,
        by_gender=by_gender,
        by_country=by_country,
        is_shared=True,
    )


def _count(row: CountsRow, measure: str) -> int:
    return int(getattr(row, measure))


def _quota(
    progress: QuotaProgress, total: GroupCounts, streams: dict[str, GroupCounts]
) -> QuotaProgress:
    """A quota with the people of a table that is shown anyway, or with none."""
    shown = GroupCounts(progress.quota.name)
    if progress.is_of_all:
        shown = total
    elif progress.is_of_a_stream and progress.quota.stream is not None:
        shown = streams.get(progress.quota.stream.name, shown)
    return replace(progress, counts=shown)


def as_csv(report: Dashboard) -> str:
    """Every table of a shared dashboard, one row a group; safe to open in a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Table"), _("Group"), _("Applied"), _("Eligible"), _("Offered"), _("Enrolled"),
            _("Waiting list"), _("Online, no place"),
        ]
    )  # fmt: skip
    titles = (_("By stream"), _("By cohort"), _("By gender"), _("By country or territory"))
    tables = [(_("Total"), [report.total])]
    tables += [(title, getattr(report, name)) for title, name in zip(titles, _TABLES, strict=True)]
    for title, rows in tables:
        for row in rows:
            writer.writerow([title, _as_text(row.label), *(getattr(row, m) for m in MEASURES)])
    return out.getvalue()


def _as_text(label: str) -> str:
    return f"'{label}" if label.startswith(_FORMULA) else label
