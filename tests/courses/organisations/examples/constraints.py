"""What the tables of `courses.organisations` never hold: one try for each constraint."""

from courses.organisations.models import Organisation, OrganisationMerge, OrganisationName
from tests.factories.accounts import UserFactory
from tests.factories.trainees import OrganisationFactory
from tests.repository.world import (
    Step,
    again,
    unguarded,
)


def merge_with_itself() -> None:
    one = OrganisationFactory()
    OrganisationMerge.objects.create(goes=one, stays=one, reason="One", by=UserFactory())


CONSTRAINTS: dict[str, Step] = {
    "organisation_once_per_country": again(Organisation, name="NANOGEN"),
    "organisationname_once_per_country": again(OrganisationName, name="NANOGEN"),
    "organisationmerge_of_two": merge_with_itself,
    "organisationmerge_has_reason": lambda: OrganisationMerge.objects.create(
        goes=OrganisationFactory(), stays=OrganisationFactory(), reason="", by=UserFactory()
    ),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "organisationmerge.goes_id": unguarded(
        "courses.OrganisationMerge:both_held", step=again(OrganisationMerge)
    ),
}  # fmt: skip
