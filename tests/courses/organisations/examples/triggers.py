"""What the database refuses or keeps in `courses.organisations`, whoever writes."""

from django.utils import timezone

from courses.organisations.models import Organisation, OrganisationMerge, OrganisationName
from tests.factories.accounts import UserFactory
from tests.factories.trainees import (
    OrganisationFactory,
    quota,
)
from tests.repository.tries import merged_organisation, own_cohort
from tests.repository.world import (
    Step,
    again,
    drop,
    put,
)
from trainees.applying.models import Application


def merge_employer() -> None:
    employer = Application.objects.earliest("pk").organisation
    OrganisationMerge.objects.create(
        goes=employer, stays=OrganisationFactory(), reason="One", by=UserFactory()
    )


def merge_again() -> None:
    OrganisationMerge.objects.create(
        goes=OrganisationFactory(), stays=merged_organisation(), reason="One", by=UserFactory()
    )


def merge_what_has_a_quota() -> None:
    quota(own_cohort(), 9, "Own", organisation=Application.objects.earliest("pk").organisation)
    merge_employer()


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Organisation:merged_on_record": [put(Organisation, merged_into=OrganisationFactory)],
    "Organisation:names_frozen": [put(Organisation, name="X"), put(Organisation, country="FR")],
    "Organisation:kept": [drop(Organisation)],
    "OrganisationName:frozen": [
        put(OrganisationName, name="X"), put(OrganisationName, added_at=timezone.now),
    ],
    "OrganisationName:organisation_stands": [
        put(OrganisationName, organisation=OrganisationFactory),
    ],
    "OrganisationName:never_merged": [
        again(OrganisationName, name="X", organisation=merged_organisation),
    ],
    "OrganisationName:kept": [drop(OrganisationName)],
    "OrganisationMerge:both_held": [merge_again, merge_what_has_a_quota],
    "OrganisationMerge:append_only": [put(OrganisationMerge, reason="X"), drop(OrganisationMerge)],
}  # fmt: skip

# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Organisation:named": (OrganisationFactory, "organisation.named"),
    "OrganisationMerge:moves": (merge_employer, "organisation.merged"),
}  # fmt: skip
