"""The tables of this room."""

from grants.commitments.models.commitment import Commitment, CommitmentItem
from grants.commitments.models.commitment_part import CommitmentPart
from grants.commitments.models.engagement import Engagement
from grants.commitments.models.fee_rate import FeeCategory, FeeRate
from grants.commitments.models.recovery import Recovery
from grants.commitments.models.region_band import RegionBand
from grants.commitments.models.support_package import SupportPackage, SupportPackageItem

__all__ = [
    "Commitment",
    "CommitmentItem",
    "CommitmentPart",
    "Engagement",
    "FeeCategory",
    "FeeRate",
    "Recovery",
    "RegionBand",
    "SupportPackage",
    "SupportPackageItem",
]
