"""Random lives of a program: the actions and the database agree with a model in plain Python."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.trainees import admission_world
from tests.trainees.admission_machine import AdmissionMachine

STEPS = 2_000


@pytest.mark.django_db
@pytest.mark.long
def test_admission_does_what_the_model_says() -> None:
    world, made = admission_world.build(), Counter[str]()
    run_state_machine_as_test(
        lambda: AdmissionMachine(world, made),
        settings=settings(
            max_examples=55,
            stateful_step_count=50,
            derandomize=True,  # make soak makes up others each time
            database=None,
            phases=[Phase.generate],  # make soak also shrinks what it finds
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert made["steps"] >= STEPS
    # Which lives are made up depends on what else is loaded; most of what can happen happens.
    refused = {
        "QuotaFull", "PlacesReserved", "BudgetExceeded", "CeilingTooLow", "FloorNotKept",
        "DeferralClosed",
    }  # fmt: skip
    assert len(refused & made.keys()) > len(refused) / 2
