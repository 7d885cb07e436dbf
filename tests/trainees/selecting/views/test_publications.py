"""Publishing in the administration: previewed, signed by two people, then possible."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory, user_with
from tests.factories.courses import CohortFactory, open_call
from tests.factories.trainees import a_rule_of_the_database_alone, staged
from trainees.joining.models import Offer
from trainees.selecting.actions import decisions
from trainees.selecting.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return user_with(Role.ADMISSIONS)


@pytest.fixture
def cohort() -> Cohort:
    cohort = CohortFactory(program__signatures=2)
    staged(open_call(cohort))
    return cohort


def shown(client: Client, cohort: Cohort):
    return client.get(reverse("admin:cohort_publish", args=[cohort.pk]))


def sign(client: Client, cohort: Cohort):
    digest = shown(client, cohort).context["digest"]
    url = reverse("admin:cohort_sign", args=[cohort.pk])
    return client.post(url, {"digest": digest}, follow=True)


def test_two_people_sign_and_one_publishes(officer: User, cohort: Cohort):
    first, second = as_user(officer), as_user(UserFactory(roles=[Role.ADMINISTRATOR]))
    assert "Nobody has signed yet." in shown(first, cohort).content.decode()
    text = sign(first, cohort).content.decode()
    assert "Publishing becomes possible once enough people have signed." in text
    assert "Sign these decisions" not in text
    text = sign(second, cohort).content.decode()
    assert "becomes possible" not in text
    second.post(reverse("admin:cohort_publish", args=[cohort.pk]))
    assert Offer.objects.count() == 1


def test_unsigned_decisions_are_refused_with_what_to_do(officer: User, cohort: Cohort):
    answer = as_user(officer).post(reverse("admin:cohort_publish", args=[cohort.pk]))
    assert answer.status_code == 409
    assert "2 people must sign" in answer.content.decode()


def test_what_the_database_refuses_for_an_unknown_reason_is_a_page_with_what_to_do(officer: User):
    cohort = CohortFactory()
    decided = staged(open_call(cohort))
    a_rule_of_the_database_alone()
    answer = as_user(officer).post(reverse("admin:cohort_publish", args=[cohort.pk]))
    assert answer.status_code == 409
    assert "Try again" in answer.content.decode()
    assert "administrators of this site" in answer.content.decode()
    decided.refresh_from_db()
    assert (decided.status, Offer.objects.count()) == ("eligible", 0)


def test_a_page_that_is_out_of_date_signs_nothing(officer: User, cohort: Cohort):
    url = reverse("admin:cohort_sign", args=[cohort.pk])
    assert as_user(officer).post(url, {"digest": "0" * 64}).status_code == 409
    assert not Signature.objects.exists()


def test_changed_decisions_are_listed(officer: User, cohort: Cohort):
    application = cohort_application(cohort)
    decisions.unstage([application], by=officer, why="To be discussed again")
    text = shown(as_user(officer), cohort).content.decode()
    assert "To be discussed again" in text
    assert "taken back" in text


def cohort_application(cohort: Cohort):
    return decisions.preview(cohort).decisions[0].application
