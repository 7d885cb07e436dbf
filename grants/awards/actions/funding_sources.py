"""The sources that pay for a grant's project."""

from grants.awards.models import FundingSource, Grant
from grants.awards.statuses import FundingKind


def subsidy(grant: Grant) -> FundingSource:
    """The subsidy of the grant, made on first use."""
    found, _made = FundingSource.objects.get_or_create(grant=grant, kind=FundingKind.SUBSIDY)
    return found
