"""Random lives of a program: the actions and the database agree with a model in plain Python."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.trainees import admission_world
from tests.trainees.admission_machine import AdmissionMachine

STEPS = 2_000


@pytest.mark.soak  # until it has been seen green three times in a row
@pytest.mark.django_db
def test_admission_does_what_the_model_says() -> None:
    world, made = admission_world.build(), Counter[str]()
    run_state_machine_as_test(
        lambda: AdmissionMachine(world, made),
        settings=settings(
            max_examples=60,
            stateful_step_count=50,
            phases=[Phase.generate],  # make soak also shrinks what it finds
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert made["steps"] >= STEPS
    assert {"QuotaFull", "PlacesReserved", "BudgetExceeded", "CeilingTooLow"} <= made.keys()
