"""The last place, wanted by 40 connections at once: one gets it, the others read why not."""

import pytest
from django.test import Client

from ivi_training.permissions import Role
from tests.concurrency.conftest import CONNECTIONS, race
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.factories.courses import CohortFactory, ProgramFactory, open_call
from tests.factories.trainees import quota, staged
from trainees.models import Place, Quota
from trainees.reports import invariants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def publishers() -> list[tuple[Client, str]]:
    """As many officers as connections, each about to publish one selection of a cohort apart."""
    program, officer = ProgramFactory(), user_with(Role.ADMISSIONS)
    cohorts = [CohortFactory(program=program) for _ in range(CONNECTIONS)]
    for cohort in cohorts:
        staged(open_call(cohort))
    quota(cohorts[0], 1, name="Total")
    return [(as_user(officer), f"/admin/courses/cohort/{cohort.pk}/publish/") for cohort in cohorts]


def publish_all() -> list[int]:
    wanted = publishers()
    answers = race(lambda number: wanted[number][0].post(wanted[number][1]))
    refused = [answer for answer in answers if answer.status_code == 409]
    assert all("Total: 1 of 1 places are taken" in r.content.decode() for r in refused)
    return [answer.status_code for answer in answers]


@pytest.mark.usefixtures("without_guard")
def test_last_place_is_sold_many_times_without_the_guard():
    assert publish_all().count(302) > 1
    assert Place.objects.live().count() > 1


def test_last_place_goes_to_one_of_forty():
    statuses = publish_all()
    assert (statuses.count(302), statuses.count(409)) == (1, CONNECTIONS - 1)
    assert (Place.objects.live().count(), Quota.objects.get().used) == (1, 1)
    assert not list(invariants.differences())
