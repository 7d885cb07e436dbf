"""Random lives of a grant's books: the actions and the database agree with plain dictionaries."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.grants.ledger import ledger_machine

STEPS = 200


@pytest.mark.django_db
def test_ledger_does_what_the_model_says() -> None:
    world, made = ledger_machine.build(), Counter[str]()
    run_state_machine_as_test(
        lambda: ledger_machine.LedgerMachine(world, made),
        settings=settings(
            max_examples=8,
            stateful_step_count=40,
            derandomize=True,  # make soak makes up others each time
            database=None,
            phases=[Phase.generate],  # make soak also shrinks what it finds
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert made["steps"] >= STEPS
    refused = {"BudgetExceeded", "PeriodClosed", "NotReversible", "AwardExceeded", "SpentAlready"}
    assert len(refused & made.keys()) > len(refused) / 2
