"""Which rate prices a fee: that of its category, role and unit which counts on all of its days."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from grants.commitments.errors import FeeRateMissing
from grants.commitments.models import FeeCategory, FeeRate


def find(category: FeeCategory, role: str, unit: str, first: date, last: date) -> FeeRate:
    """The rate of the first day; refused where none counts, or where it ends before the last."""
    known = FeeRate.objects.filter(category=category, role=role, unit=unit, valid_from__lte=first)
    rate = known.order_by("-valid_from").first()
    if rate is None or (rate.valid_until and rate.valid_until < first):
        raise FeeRateMissing(
            _("There is no such rate on %(day)s for %(category)s.")
            % {"day": date_format(first), "category": category},
            then=[_("Enter it under “Fee rates”, or choose another role or unit.")],
        )
    if rate.valid_until and rate.valid_until < last:
        raise FeeRateMissing(
            _("The rate of the first day is valid until %(day)s only.")
            % {"day": date_format(rate.valid_until)},
            then=[_("Make one commitment up to that day, and another from the next.")],
        )
    return rate
