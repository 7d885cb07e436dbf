"""What the tables of `grants.commitments` never hold: one try for each constraint."""

import uuid

from django.db import models
from django.utils import timezone

from grants.commitments.models import (
    Commitment,
    CommitmentItem,
    CommitmentPart,
    Engagement,
    FeeCategory,
    FeeRate,
    Recovery,
    RegionBand,
    SupportPackage,
    SupportPackageItem,
)
from tests.repository.tries import (
    LONG_AGO,
)
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)


def of_a_trainee() -> Commitment:
    """A commitment that is no engagement's."""
    return Commitment.objects.get(engagement=None)


CONSTRAINTS: dict[str, Step] = {
    "commitmentitem_line_once": again(
        CommitmentItem, open_amount=0, spent_amount=0, covered=0
    ),
    "commitmentitem_open_within_amount": unguarded(
        "grants.CommitmentItem:counters_kept", step=put(CommitmentItem, open_amount=-1)
    ),
    "commitmentitem_never_funded_twice": put(CommitmentPart, covered=models.F("cost")),
    "commitmentpart_covered_within_cost": put(CommitmentPart, covered=models.F("cost") + 1),
    "recovery_status_known": unguarded(
        "grants.Recovery:status_moves", step=put(Recovery, status="dream")
    ),
    "recovery_received_within_amount": unguarded(
        "grants.Recovery:counters_kept", step=put(Recovery, received=models.F("amount") + 1)
    ),
    "recovery_received_is_whole": unguarded(
        "grants.Recovery:status_moves",
        "grants.Recovery:counters_kept",
        step=put(Recovery, status="received", received=0),
    ),
    "recovery_waiver_has_who_when_and_why": put(Recovery, waived_at=timezone.now),
    "recovery_waived_by_another": unguarded(
        "grants.Recovery:status_moves",
        step=put(
            Recovery, status="waived", waived_at=timezone.now, waived_by=models.F("opened_by"),
            waiver="Mine",
        ),
    ),
    "supportpackage_once_per_stream_modality": again(SupportPackage),
    "supportpackage_modality_known": put(SupportPackage, modality="dream"),
    "supportpackageitem_once": again(SupportPackageItem),
    "supportpackageitem_won_or_foreign": put(SupportPackageItem, currency="USD"),
    "commitmentpart_foreign_has_rate": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, currency="USD")
    ),
    "supportpackageitem_choices_known": put(SupportPackageItem, kind="dream"),
    "supportpackageitem_more_of_nights_or_days": put(SupportPackageItem, more_units=1),
    "regionband_position_once_per_grant": again(RegionBand, is_fallback=False, countries=["VN"]),
    "regionband_one_fallback_per_grant": again(RegionBand, position=8),
    "engagement_status_known": unguarded(
        "grants.Engagement:status_moves",
        "grants.Engagement:ends_released",
        step=put(Engagement, status="dream"),
    ),
    "engagement_names_who": unguarded(
        "grants.Engagement:facts_stand", step=put(Engagement, person="")
    ),
    "engagement_ends_after_start": unguarded(
        "grants.Engagement:facts_stand", step=put(Engagement, ends_on=LONG_AGO)
    ),
    "feecategory_name_once_per_grant": again(FeeCategory),
    "feerate_choices_known": unguarded(
        "grants.FeeRate:used_stands", step=put(FeeRate, role="dream")
    ),
    "feerate_amount_positive": unguarded("grants.FeeRate:used_stands", step=put(FeeRate, amount=0)),
    "feerate_ends_after_start": unguarded(
        "grants.FeeRate:used_stands", step=put(FeeRate, valid_until=LONG_AGO)
    ),
    "feerate_one_at_a_time": again(FeeRate),
    "commitmentpart_fee_has_rate": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, fee_rate=None)
    ),
    "regionband_fallback_names_nothing": put(RegionBand, countries=["VN"]),
    "commitmentpart_choices_known": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, kind="dream")
    ),
    "commitmentpart_cost_follows": unguarded(
        "grants.CommitmentPart:facts_stand", step=put(CommitmentPart, units=7)
    ),
    "supportpackageitem_amount_positive": put(SupportPackageItem, amount=0),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "recovery.spent_by_id": again(Recovery),
    "engagement.commitment_id": again(Engagement, reference="F9", token=uuid.uuid4),
    "engagement.reference": again(Engagement, commitment=of_a_trainee, token=uuid.uuid4),
    "engagement.token": again(Engagement, commitment=of_a_trainee, reference="F9"),
}  # fmt: skip

# No form writes these: nobody reads what they say.
SILENT = {
    "commitmentpart_choices_known",
    "commitmentpart_cost_follows",
    "commitmentpart_foreign_has_rate",
    "commitmentpart_fee_has_rate",
}
