"""The model of the ledger, lived through much longer than the suite has time for."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.grants.ledger import ledger_machine

LIVES, STEPS = 150, 100

pytestmark = [pytest.mark.soak, pytest.mark.django_db]


def test_long_books_do_what_the_model_says() -> None:
    world, made = ledger_machine.build(), Counter[str]()
    run_state_machine_as_test(
        lambda: ledger_machine.LedgerMachine(world, made),
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Some are short, for hypothesis tries simple lives too.
    assert made["lives"] >= LIVES
    assert made["steps"] >= LIVES * STEPS * 0.5
