"""Rates of foreign currencies: the last one announced on or before a day; whole won, half to even.

Half to even: 0.5 goes to the even neighbour, so that many roundings do not drift to one side.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from grants.budgets.actions import periods
from grants.rates.errors import RateAlreadyRecorded, RateMissing
from grants.rates.models import ExchangeRate
from ivi_training.accounts.models import User

# The longest closing of Korean banks, Seollal or Chuseok with the weekends around, and a day.
MOST_DAYS = 10
EARLIEST = date(1900, 1, 1)  # a slip of the keyboard names an earlier day


@dataclass(frozen=True)
class Quote:
    """What one source announced."""

    currency: str
    announced_on: date
    rate_type: str
    source: str
    per: int
    rate: Decimal

    @property
    def key(self) -> tuple[str, date, str, str]:
        """What there is one rate of."""
        return ExchangeRate(**vars(self)).key


@dataclass(frozen=True)
class RateOnDay:
    """The rate of a currency on a day, of one kind."""

    currency: str
    day: date
    rate_type: str

    def is_met_by(self, rate: ExchangeRate) -> bool:
        """Whether it is of this currency and kind, and not too old on the day."""
        age = self.day - rate.announced_on
        return (
            (rate.currency, rate.rate_type) == (self.currency, self.rate_type)
            and timedelta() <= age <= timedelta(days=MOST_DAYS)
        )  # fmt: skip


def find(currency: str, day: date, rate_type: str) -> ExchangeRate:
    """The last valid rate on or before the day, at most `MOST_DAYS` old; refused without one.

    Of several sources on one day the first by name.
    """
    wanted = RateOnDay(currency, day, rate_type)
    found = find_all([wanted])[wanted]
    if found is None:
        raise RateMissing(
            _("No rate of %(currency)s is known for %(day)s or the %(days)s days before.")
            % {"currency": currency, "day": day, "days": MOST_DAYS},
            then=[_("Record the rate that the bank announced, then try again.")],
        )
    return found


def find_all(wanted: Collection[RateOnDay]) -> dict[RateOnDay, ExchangeRate | None]:
    """The same for many days at once, in one query; None where there is none."""
    if not wanted:
        return {}
    days = [max(w.day, EARLIEST) for w in wanted]
    rates = ExchangeRate.objects.valid().filter(
        currency__in={w.currency for w in wanted},
        rate_type__in={w.rate_type for w in wanted},
        announced_on__range=(min(days) - timedelta(days=MOST_DAYS), max(days)),
    )
    newest = list(rates.order_by("-announced_on", "source"))
    return {one: next(filter(one.is_met_by, newest), None) for one in wanted}


def check(rate: ExchangeRate, currency: str, day: date) -> None:
    """Refuse a rate of another currency, of a later day, or too old on the day."""
    if not RateOnDay(currency, day, rate.rate_type).is_met_by(rate):
        raise RateMissing(
            _("%(rate)s does not count for %(currency)s on %(day)s.")
            % {"rate": rate, "currency": currency, "day": day},
            then=[_("Choose the last rate that the bank announced by that day.")],
        )


def to_won(amount: Decimal, rate: ExchangeRate) -> int:
    """The amount in whole KRW, half to even."""
    return int((amount * rate.rate / rate.per).quantize(Decimal(1), ROUND_HALF_EVEN))


@transaction.atomic
def record(quotes: Sequence[Quote], *, by: User) -> list[ExchangeRate]:
    """Keep what was announced, all or none.

    Refused where one of them is known already, or of a day that has not come.
    """
    for quote in quotes:
        periods.check_day(quote.announced_on)
    known = already_known(quotes)
    if known:
        raise RateAlreadyRecorded(
            _("These rates are recorded already: %(rates)s.")
            % {"rates": "; ".join(str(rate) for rate in known[:5])},
            then=[_("Nothing was saved. If a rate is wrong, open it and correct it.")],
        )
    return ExchangeRate.objects.bulk_create(
        ExchangeRate(**vars(quote), recorded_by=by) for quote in quotes
    )


def already_known(quotes: Sequence[Quote]) -> list[ExchangeRate]:
    """Valid rates of the same currency, day, kind and source."""
    keys = {quote.key for quote in quotes}
    rates = ExchangeRate.objects.valid().filter(
        announced_on__in={quote.announced_on for quote in quotes},
        currency__in={quote.currency for quote in quotes},
    )
    return [rate for rate in rates if rate.key in keys]


@transaction.atomic
def correct(wrong: ExchangeRate, *, rate: Decimal, per: int, reason: str, by: User) -> ExchangeRate:
    """Put another rate in its place; both stay on record. Refused for one corrected before."""
    # The row itself is never changed: locked, so that two corrections come one after the other.
    held = ExchangeRate.objects.select_for_update(of=("self",)).get(pk=wrong.pk)
    if ExchangeRate.objects.filter(supersedes=held).exists():
        raise RateAlreadyRecorded(
            _("%(rate)s was corrected already.") % {"rate": held},
            then=[_("Open the later row; it is corrected in the same way.")],
        )
    return ExchangeRate.objects.create(
        currency=held.currency,
        announced_on=held.announced_on,
        rate_type=held.rate_type,
        source=held.source,
        per=per,
        rate=rate,
        supersedes=held,
        reason=reason,
        recorded_by=by,
    )
