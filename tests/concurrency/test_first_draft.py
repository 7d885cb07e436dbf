"""The first save of a form, pressed by many connections at once: one draft, one person."""

import pytest

from ivi_training.guards.errors import RuleBroken
from tests.concurrency.conftest import race
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from trainees.applying.actions import drafts
from trainees.applying.models import Application
from trainees.people.models import Applicant

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_first_save_makes_one_draft_and_the_others_are_told():
    call, user = open_call(), UserFactory()
    cohort = call.cohorts.get()

    def save(_number: int) -> None:
        person = Applicant(user=user, given_names="Ana")
        drafts.save(Application(call=call, cohort=cohort), person)

    results = race(save, runners=8)
    assert results.count(None) == 1
    assert all(isinstance(result, RuleBroken) for result in results if result is not None)
    assert (Applicant.objects.count(), Application.objects.count()) == (1, 1)
