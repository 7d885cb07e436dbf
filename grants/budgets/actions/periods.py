"""Closing periods in their order, and reopening the last one: asked by one, answered by another."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.errors import AlreadyDecided
from grants.awards.models import AccountingPeriod, Grant, PeriodReopening
from grants.budgets.actions import budget_lines
from grants.budgets.errors import DayRefused, OwnRequest, PeriodClosed, PeriodOutOfTurn
from ivi_training.accounts.models import User

MONTHS = 12


@transaction.atomic
def set_up(grant: Grant, *, months: int, by: User) -> list[AccountingPeriod]:
    """Divide the days of the grant into periods of so many calendar months; once for a grant."""
    del by  # the history of rows says who
    grant = budget_lines.lock(grant.pk)
    if grant.periods.exists():
        raise PeriodOutOfTurn(_("This grant is divided into periods already."))
    return AccountingPeriod.objects.bulk_create(
        AccountingPeriod(grant=grant, starts_on=first, ends_on=last)
        for first, last in period_days(grant, months)
    )


def period_days(grant: Grant, months: int) -> Iterator[tuple[date, date]]:
    """First and last day of each; a year holds whole ones only, the ends are cut to the grant."""
    first = grant.starts_on
    while first <= grant.ends_on:
        begun = first.month - 1 - (first.month - 1) % months + months
        following = date(first.year + begun // MONTHS, begun % MONTHS + 1, 1)
        last = min(following - timedelta(days=1), grant.ends_on)
        yield first, last
        first = following


def day_for(grant: Grant, day: date) -> date:
    """That day where its period is open, today where it is closed: nothing is posted into it."""
    return timezone.localdate() if _closed(grant.pk, day) else day


def check_day(day: date) -> None:
    """Refuse a day that has not come: nothing has happened on it yet."""
    if day > timezone.localdate():
        raise DayRefused(_("This day has not come yet."), then=[_("Give the day as it was.")])


def check_open(grant: Grant, day: date) -> None:
    """Refuse a day of a closed period, and one that has not come."""
    check_day(day)
    period = _closed(grant.pk, day)
    if period is not None:
        raise PeriodClosed(
            _("%(day)s belongs to the period %(period)s, which is closed.")
            % {"day": day, "period": period},
            then=[_("Choose a day of an open period, or ask to have the period reopened.")],
        )


@transaction.atomic
def close(period: AccountingPeriod, *, by: User) -> None:
    """Close it for every posting; refused before it has ended and before those before it."""
    budget_lines.lock(period.grant_id)
    period.refresh_from_db()
    check_can_close(period)
    AccountingPeriod.objects.filter(pk=period.pk).update(closed_at=timezone.now(), closed_by=by)


def check_can_close(period: AccountingPeriod) -> None:
    """Refuse what is closed, what has not ended, and what comes after an open one."""
    if period.is_closed:
        raise PeriodOutOfTurn(_("The period %(period)s is closed already.") % {"period": period})
    if period.ends_on >= timezone.localdate():
        raise PeriodOutOfTurn(_("The period %(period)s has not ended.") % {"period": period})
    earlier = AccountingPeriod.objects.filter(
        grant=period.grant_id, starts_on__lt=period.starts_on, closed_at__isnull=True
    ).first()
    if earlier is not None:
        raise PeriodOutOfTurn(
            _("The period %(earlier)s comes before it and is open.") % {"earlier": earlier},
            then=[_("Close that one first.")],
        )


@transaction.atomic
def ask_reopening(period: AccountingPeriod, *, reason: str, by: User) -> PeriodReopening:
    """Ask for the last closed period; those before it carry its opening balances."""
    budget_lines.lock(period.grant_id)
    _check_is_last_closed(period)
    if period.reopenings.waiting().exists():
        raise PeriodOutOfTurn(_("Somebody has asked for this already; another person agrees."))
    return PeriodReopening.objects.create(period=period, reason=reason, asked_by=by)


@transaction.atomic
def agree_reopening(reopening: PeriodReopening, *, by: User) -> None:
    """Reopen it; refused for one's own request."""
    period = reopening.period
    budget_lines.lock(period.grant_id)
    _check_is_last_closed(period)
    _decide(reopening, by, agreed_at=timezone.now(), agreed_by=by)
    AccountingPeriod.objects.filter(pk=period.pk).update(closed_at=None, closed_by=None)


@transaction.atomic
def refuse_reopening(reopening: PeriodReopening, *, reason: str, by: User) -> None:
    """Leave it closed, and say why; it may be asked for again. Refused for one's own request."""
    budget_lines.lock(reopening.period.grant_id)
    _decide(reopening, by, refused_at=timezone.now(), refused_by=by, refusal=reason)


def _decide(reopening: PeriodReopening, by: User, **answer: Any) -> None:
    if reopening.asked_by_id == by.pk:
        raise OwnRequest(_("You asked for this. Somebody else has to look at it and agree."))
    if not PeriodReopening.objects.waiting().filter(pk=reopening.pk).update(**answer):
        raise AlreadyDecided(_("It was agreed to or refused already."))


def _closed(grant_id: int, day: date) -> AccountingPeriod | None:
    periods = AccountingPeriod.objects.closed().filter(grant=grant_id)
    return periods.filter(starts_on__lte=day, ends_on__gte=day).first()


def _check_is_last_closed(period: AccountingPeriod) -> None:
    last = AccountingPeriod.objects.closed().filter(grant=period.grant_id).last()
    if last is None or last.pk != period.pk:
        raise PeriodOutOfTurn(
            _("Only the last closed period is reopened: those after it begin with its balances.")
        )
