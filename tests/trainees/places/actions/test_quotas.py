"""Quotas are set up and revised by recorded acts; no ceiling falls below what is used."""

from datetime import date
from typing import Any

import pytest

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, quota, rule
from trainees.places.actions import quotas
from trainees.places.errors import CeilingTooLow, FloorNotKept
from trainees.places.models import Quota, QuotaVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def admin() -> User:
    return UserFactory()


def versions() -> list[dict[str, int]]:
    """Each version as its ceilings by name."""
    return [
        {line.quota.name_en: line.ceiling for line in version.lines.all()}
        for version in QuotaVersion.objects.order_by("number")
    ]


def revise(cohort: Cohort, ceilings: dict[Quota, int], admin: User) -> QuotaVersion:
    june: dict[str, Any] = {"effective_on": date(2022, 6, 15), "reference": "MOHW-61"}
    return quotas.revise(cohort.program, ceilings, reason="Demand", by=admin, **june)


def test_first_quotas_are_the_award(cohort: Cohort, admin: User):
    quotas.record_new(quota(cohort, 450), by=admin)
    quotas.record_new(quota(cohort, 300, "LMIC", income_group="LM"), by=admin)
    version = QuotaVersion.objects.get()
    assert (version.number, version.effective_on, version.made_by) == (
        1, cohort.program.announced_on, admin,
    )  # fmt: skip
    assert versions() == [{"Total": 450, "LMIC": 300}]


def test_revision_keeps_every_version_whole(cohort: Cohort, admin: User):
    total, lmic = quota(cohort, 450), quota(cohort, 300, "LMIC", income_group="LM")
    for made in (total, lmic):
        quotas.record_new(made, by=admin)
    version = revise(cohort, {total: 510}, admin)
    assert (version.number, version.reference, str(version)) == (2, "MOHW-61", "v2 · 2022-06-15")
    assert versions() == [{"Total": 450, "LMIC": 300}, {"Total": 510, "LMIC": 300}]
    assert Quota.objects.get(name_en="Total").ceiling == 510


def test_new_quota_enters_the_version_in_force(cohort: Cohort, admin: User):
    total = quota(cohort, 450)
    quotas.record_new(total, by=admin)
    revise(cohort, {total: 510}, admin)
    quotas.record_new(quota(cohort, 50, "Women", gender="female"), by=admin)
    assert versions() == [{"Total": 450}, {"Total": 510, "Women": 50}]


def test_ceiling_below_use_refuses_the_whole_revision(cohort: Cohort, admin: User):
    call = open_call(cohort)
    women, total = quota(cohort, 9, "Women", gender="female"), quota(cohort, 9)
    for _person in range(2):
        offered(call)
    with pytest.raises(
        CeilingTooLow, match="Total: 2 places are taken, 1 more than a ceiling of 1"
    ):
        revise(cohort, {women: 5, total: 1}, admin)
    assert set(Quota.objects.values_list("ceiling", flat=True)) == {9}
    assert not QuotaVersion.objects.exists()
    revise(cohort, {women: 2, total: 2}, admin)
    assert set(Quota.objects.values_list("ceiling", flat=True)) == {2}


def test_seat_limit_is_a_quota_on_the_cohort_alone(cohort: Cohort, admin: User):
    quota(cohort, 9, "Women in it", cohort=cohort, gender="female")
    assert quotas.seat_limit(cohort) is None
    made = quotas.set_seat_limit(cohort, 140, by=admin)
    assert quotas.seat_limit(cohort) == made
    assert (made.cohort, made.ceiling, made.stream) == (cohort, 140, None)
    assert versions() == [{made.name_en: 140}]


def test_seat_limit_moves_but_not_below_the_seats_taken(cohort: Cohort, admin: User):
    quotas.set_seat_limit(cohort, 1, by=admin)
    call = open_call(cohort)
    offered(call)
    quotas.set_seat_limit(cohort, 2, by=admin)
    offered(call)
    with pytest.raises(CeilingTooLow, match="1 more than a ceiling of 1"):
        quotas.set_seat_limit(cohort, 1, by=admin)
    same = quotas.set_seat_limit(cohort, 2, by=admin)
    assert (same.ceiling, same.used) == (2, 2)


def test_limit_for_each_value_keeps_room_for_what_is_reserved_within_one(
    cohort: Cohort, admin: User
):
    each = rule(cohort, "country", 2)
    quota(cohort, 2, "Women of Viet Nam", country="VN", gender="female", floor=1)
    offered(open_call(cohort), applicant__gender="male")
    june: dict[str, Any] = {"effective_on": date(2022, 6, 15), "reference": "", "reason": "Less"}
    with pytest.raises(FloorNotKept, match="1 places are taken and 1 reserved for Women of Viet"):
        quotas.revise(cohort.program, {}, rules={each: 1}, by=admin, **june)


def test_quota_is_not_closed_where_a_rule_with_a_lower_ceiling_takes_over(
    cohort: Cohort, admin: User
):
    rule(cohort, "country", 1)
    more = quota(cohort, 2, "Viet Nam", country="VN")
    call = open_call(cohort)
    for _place in range(2):
        offered(call)
    with pytest.raises(CeilingTooLow, match="2 places are taken, 1 more than a ceiling of 1"):
        quotas.close(more, reason="Why", by=admin)
    assert Quota.objects.open().filter(pk=more.pk).exists()
