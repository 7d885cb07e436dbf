"""The model of admission, lived through much longer than the suite has time for."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.trainees import admission_world
from tests.trainees.admission_machine import AdmissionMachine

LIVES, STEPS = 200, 150

pytestmark = [pytest.mark.soak, pytest.mark.django_db]


def test_long_lives_do_what_the_model_says() -> None:
    world, made = admission_world.build(), Counter[str]()
    run_state_machine_as_test(
        lambda: AdmissionMachine(world, made),
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Some are short, for hypothesis tries simple lives too.
    assert made["lives"] >= LIVES
    assert made["steps"] >= LIVES * STEPS * 0.6
    assert made["deferred"]
    assert made["offered from the list"]
