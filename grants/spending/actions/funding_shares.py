"""Which source pays how much of an expenditure: the parts make the whole."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from grants.awards.actions.funding_sources import subsidy
from grants.awards.errors import NotOnThisGrant
from grants.awards.models import FundingSource
from grants.awards.statuses import FundingKind
from grants.spending.errors import SharesExceed
from grants.spending.models import Expenditure, FundingShare
from ivi_training.pages.money import krw


def share(expenditure: Expenditure, others: Mapping[FundingSource, int]) -> None:
    """Write down who pays how much of a draft; the subsidy pays what the others do not.

    Refused for a source of another grant, and where the others pay more than the whole.
    """
    if any(source.grant_id != expenditure.line.grant_id for source in others):
        raise NotOnThisGrant(
            _("This source pays for another grant."),
            then=[_("Choose a source of the grant that the line belongs to.")],
        )
    rest = expenditure.amount - sum(others.values())
    if rest < 0:
        raise SharesExceed(
            _("The other sources pay %(others)s, but the total is %(amount)s.")
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
    shares = expenditure.shares.select_related("source").exclude(source__kind=FundingKind.SUBSIDY)
    return {one.source: one.amount for one in shares}


def subsidised(expenditure: Expenditure) -> int:
    """What the subsidy pays of it, in KRW: what the ledger of the grant accounts for."""
    amounts = expenditure.shares.filter(source__kind=FundingKind.SUBSIDY)
    return sum(amounts.values_list("amount", flat=True))
