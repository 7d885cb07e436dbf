"""One page for one grant: its money by category and line, over time, and for each trainee."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grants.awards.models import BudgetCategory, BudgetLine, Deadline, Grant
from grants.commitments.reports.idle_commitments import idle_items
from grants.ledger.reports.burn_up import BurnUp, burn_up
from ivi_training.pages.snapshots import one_moment
from trainees.costs.reports.trainee_costs import TraineeCosts, trainee_costs
from trainees.insight.reports.money import BudgetAmounts

# Chart colours by what they mean, as on the dashboard: spent, promised, came, the whole.
_SPENT, _COMMITTED, _RECEIVED, _FORECAST, _BUDGET = 1, 2, 3, 4, 6


@dataclass
class CategoryAmounts(BudgetAmounts):
    """A category, or the whole grant."""

    name: str
    category: BudgetCategory | None = None
    lines: list[BudgetLine] = field(default_factory=list)


@dataclass(frozen=True)
class GrantPage:
    """Everything that one page shows of one grant, read at one moment."""

    grant: Grant
    total: CategoryAmounts
    categories: list[CategoryAmounts]
    burn_up: BurnUp
    costs: TraineeCosts
    quiet_count: int
    quiet_amount: int
    deadlines: list[Deadline]
    today: date

    @property
    def used(self) -> int:
        """Committed and spent, in KRW."""
        return self.total.committed + self.total.spent

    @property
    def chart(self) -> dict[str, Any]:
        months = self.burn_up.months
        series = [
            (_("Spent"), _SPENT, [m.spent for m in months]),
            (_("Committed and spent"), _COMMITTED, [_both(m.committed, m.spent) for m in months]),
            (_("Received so far"), _RECEIVED, [m.received for m in months]),
            (_("Budgeted"), _BUDGET, [m.budgeted for m in months]),
        ]
        if self.burn_up.forecast:
            series.append((_("Forecast of spending"), _FORECAST, [m.forecast for m in months]))
        return {
            "labels": [date_format(month.first, "Y-m") for month in months],
            "series": [
                {"label": label, "color": color, "values": values}
                for label, color, values in series
            ],
        }


def grant_page(grant_id: int, *, is_protected: bool) -> GrantPage:
    """Read it in a fixed number of queries, whose time does not grow with the ledger."""
    with one_moment():
        grant = Grant.objects.select_related("program").get(pk=grant_id)
        lines = BudgetLine.objects.filter(grant=grant).select_related("category").order_by("code")
        today = timezone.localdate()
        total = CategoryAmounts(_("Total"), lines=list(lines))
        quiet = idle_items(grant).aggregate(n=Count("pk"), amount=Sum("open_amount", default=0))
        return GrantPage(
            grant=grant,
            total=total,
            categories=_by_category(total.lines),
            burn_up=burn_up(grant, today),
            costs=trainee_costs(grant, total.committed + total.spent, is_protected=is_protected),
            quiet_count=quiet["n"],
            quiet_amount=quiet["amount"],
            deadlines=_by_day(grant),
            today=today,
        )


def _by_category(lines: Iterable[BudgetLine]) -> list[CategoryAmounts]:
    found: dict[int, CategoryAmounts] = {}
    for line in lines:
        known = found.setdefault(
            line.category_id, CategoryAmounts(line.category.name, line.category)
        )
        known.lines.append(line)
    return list(found.values())


def _by_day(grant: Grant) -> list[Deadline]:
    rows = grant.deadlines.select_related("done_by")
    return sorted(rows, key=lambda row: (row.done_at is not None, row.due_on))


def _both(committed: int | None, spent: int | None) -> int | None:
    return None if committed is None or spent is None else committed + spent
