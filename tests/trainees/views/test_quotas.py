"""Revising quotas on one page: below use is refused beside its field, what was typed is kept."""

from datetime import date

import pytest
from django.test import Client

from courses.models import Cohort
from ivi_training.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import offered, quota
from trainees.actions import quotas
from trainees.models import Quota, QuotaVersion

pytestmark = pytest.mark.django_db

WHY = {"effective_on": "2022-06-15", "reason": "More LMIC applicants", "reference": "MOHW-61"}


@pytest.fixture
def admin(db: None) -> Client:
    return as_user(user_with(Role.ADMINISTRATOR))


@pytest.fixture
def cohort() -> Cohort:
    """A program with 2 of 450 places taken, both by women."""
    cohort = CohortFactory()
    by = user_with(Role.LEAD)
    for name, ceiling, gender in [("Total", 450, ""), ("Women", 300, "female")]:
        quotas.record_new(quota(cohort, ceiling, name, gender=gender), by=by)
    call = open_call(cohort)
    for _person in range(2):
        offered(call)
    return cohort


def page_of(cohort: Cohort) -> str:
    return f"/admin/courses/program/{cohort.program_id}/quotas/"


def ceilings(**changed: object) -> dict[str, object]:
    rows = Quota.objects.all()
    return {f"quota_{q.pk}": changed.get(q.name_en, q.ceiling) for q in rows}


def test_revision_is_a_new_version(admin: Client, cohort: Cohort):
    shown = admin.get(page_of(cohort)).content.decode()
    assert "2 places are taken." in shown
    answer = admin.post(page_of(cohort), ceilings(Total=510, Women=370) | WHY)
    assert answer.status_code == 302
    version = QuotaVersion.objects.get(number=2)
    assert (version.effective_on, version.reference) == (date(2022, 6, 15), "MOHW-61")
    assert set(Quota.objects.values_list("name_en", "ceiling")) == {("Total", 510), ("Women", 370)}
    shown = admin.get(page_of(cohort)).content.decode()
    assert "MOHW-61" in shown
    assert "More LMIC applicants" in shown


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1", "2 places are taken: this is 1 too few."),
        ("-5", "greater than or equal to 0"),
        ("9.5", "Enter a whole number."),
        ("", "This field is required."),
        ("9999999", "less than or equal to 1000000"),
    ],
)
def test_wrong_ceiling_is_refused_beside_its_field_and_all_is_kept(
    admin: Client, cohort: Cohort, typed: str, message: str
):
    refused = admin.post(page_of(cohort), ceilings(Total=510, Women=typed) | WHY)
    assert refused.status_code == 422
    form = refused.context["form"]
    women = Quota.objects.get(name_en="Women")
    assert message in form.errors[f"quota_{women.pk}"][0]
    assert list(form.errors) == [f"quota_{women.pk}"]
    page = refused.content.decode()
    for kept in ('value="510"', f'value="{typed}"' if typed else "510", "More LMIC applicants"):
        assert kept in page
    assert set(Quota.objects.values_list("ceiling", flat=True)) == {450, 300}
    assert QuotaVersion.objects.count() == 1


def test_revision_without_a_reason_is_refused(admin: Client, cohort: Cohort):
    refused = admin.post(page_of(cohort), ceilings(Total=510) | WHY | {"reason": ""})
    assert refused.status_code == 422
    assert QuotaVersion.objects.count() == 1


def test_revision_that_changes_nothing_is_none(admin: Client, cohort: Cohort):
    refused = admin.post(page_of(cohort), ceilings() | WHY)
    assert "No ceiling is different" in refused.content.decode()
    assert QuotaVersion.objects.count() == 1


def test_ceiling_may_be_exactly_what_is_used(admin: Client, cohort: Cohort):
    assert admin.post(page_of(cohort), ceilings(Total=2, Women=2) | WHY).status_code == 302
    assert {q.free for q in Quota.objects.all()} == {0}
