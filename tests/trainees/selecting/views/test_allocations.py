"""The allocation of a cohort in the administration: computed, compared, stored, staged."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.cohorts.models import Cohort
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.reviews import frozen_ranking, submitted_review
from tests.factories.trainees import eligible, quota
from trainees.places.models import Quota
from trainees.selecting.models import AllocationRun, Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair() -> Client:
    return as_user(user_with(Role.ADMISSIONS))


@pytest.fixture
def cohort() -> Cohort:
    """Two ranked applications, and one place."""
    cohort = CohortFactory()
    call = open_call(cohort)
    submitted_review(eligible(call, applicant__family_name="Nguyễn"), 5, 3)
    submitted_review(eligible(call, applicant__family_name="Trần"), 3, 2)
    quota(cohort, 1)
    frozen_ranking(cohort)
    return cohort


def page(chair: Client, cohort: Cohort, **asked: object) -> str:
    query = {name.replace("_", "-", 1): value for name, value in asked.items()}
    return chair.get(reverse("admin:cohort_allocation", args=[cohort.pk]), query).content.decode()


def test_without_a_ranking_the_page_says_what_to_do(chair: Client):
    text = page(chair, CohortFactory())
    assert "There is no ranking yet" in text
    assert "To the ranking" in text


def test_each_candidate_is_shown_with_the_reason(chair: Client, cohort: Cohort):
    text = page(chair, cohort)
    assert "By rank" in text
    assert "A quota is full: Total" in text
    assert not AllocationRun.objects.exists()


def test_two_runs_stand_beside_each_other_with_who_differs(chair: Client, cohort: Cohort):
    total = Quota.objects.get()
    text = page(chair, cohort, **{f"if_ceiling_{total.pk}": 2})
    assert "Who would get something else" in text
    _before, differences = text.split('id="differences"', 1)
    assert "Trần" in differences.split("</table>")[0]
    assert "Nguyễn" not in differences.split("</table>")[0]


def test_nonsense_is_told_beside_its_field_and_kept(chair: Client, cohort: Cohort):
    text = page(chair, cohort, now_cut_off="high")
    assert "Enter a number." in text
    assert 'value="high"' in text


def test_what_is_shown_is_stored_and_staged(chair: Client, cohort: Cohort):
    shown = chair.get(reverse("admin:cohort_allocation", args=[cohort.pk])).context["sides"][0]
    ranking = shown.proposal.ranking
    chair.post(
        reverse("admin:allocation_store", args=[ranking.pk]),
        {"now-digest": shown.proposal.digest, "now-note": "First"},
    )
    run = AllocationRun.objects.get()
    lines = chair.get(reverse("admin:allocation_detail", args=[run.pk])).content.decode()
    assert "Nguyễn" in lines
    waiting = chair.get(
        reverse("admin:allocation_detail", args=[run.pk]), {"outcome": "waitlisted"}
    ).content.decode()
    assert "Nguyễn" not in waiting
    answer = chair.post(reverse("admin:allocation_stage", args=[run.pk]), follow=True)
    assert "2 decisions staged" in answer.content.decode()
    assert Decision.objects.staged().count() == 2


def test_a_what_if_is_stored_with_its_ceilings_and_cannot_be_staged(chair: Client, cohort: Cohort):
    total = Quota.objects.get()
    asked = {f"if-ceiling_{total.pk}": "2"}
    url = reverse("admin:cohort_allocation", args=[cohort.pk])
    other = chair.get(url, asked).context["sides"][1]
    chair.post(
        reverse("admin:allocation_store", args=[other.proposal.ranking.pk]),
        {**asked, "if-digest": other.proposal.digest},
    )
    run = AllocationRun.objects.get()
    assert run.inputs["terms"]["ceilings"] == [[total.pk, 2]]
    text = chair.get(reverse("admin:allocation_detail", args=[run.pk])).content.decode()
    assert "it only shows what would be" in text
    assert chair.post(reverse("admin:allocation_stage", args=[run.pk])).status_code == 409
