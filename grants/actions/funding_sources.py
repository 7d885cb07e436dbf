"""The sources that pay for a grant's project, and how they divide an expenditure."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from grants.errors import SharesExceed
from grants.models import Expenditure, FundingShare, FundingSource, Grant
from grants.statuses import FundingKind
from ivi_training.money import krw


def subsidy(grant: Grant) -> FundingSource:
    """The subsidy of the grant, made on first use."""
    found, _made = FundingSource.objects.get_or_create(grant=grant, kind=FundingKind.SUBSIDY)
    return found


def share(expenditure: Expenditure, others: Mapping[FundingSource, int]) -> None:
    """Write down who pays how much of a draft; the subsidy pays what the others do not."""
    rest = expenditure.amount - sum(others.values())
    if rest < 0:
        raise SharesExceed(
            _("The other sources pay %(others)s, and the whole is %(amount)s.")
            % {"others": krw(expenditure.amount - rest), "amount": krw(expenditure.amount)}
        )
    parts = {**others, subsidy(expenditure.line.grant): rest}
    FundingShare.objects.filter(expenditure=expenditure).delete()
    FundingShare.objects.bulk_create(
        FundingShare(expenditure=expenditure, source=source, amount=amount)
        for source, amount in parts.items()
        if amount
    )


def others_of(expenditure: Expenditure) -> dict[FundingSource, int]:
    """What sources beside the subsidy pay of it."""
    shares = expenditure.shares.select_related("source").exclude(source__kind=FundingKind.SUBSIDY)
    return {one.source: one.amount for one in shares}


def subsidised(expenditure: Expenditure) -> int:
    """What the subsidy pays of it, in KRW: what the ledger of the grant accounts for."""
    amounts = expenditure.shares.filter(source__kind=FundingKind.SUBSIDY)
    return sum(amounts.values_list("amount", flat=True))
