"""What is set up around a call: kept by the process, read anew the moment that it changes."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.calls.actions import setup
from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.programs.models import Course, Program, Stream
from tests.factories.courses import (
    CohortFactory,
    VintageFactory,
    consent_of,
    open_call,
    rule_of,
)
from tests.factories.endorsements import endorsement_rule
from tests.factories.forms import form_for

pytestmark = pytest.mark.django_db


def renamed(model: Any, **facts: Any) -> Callable[[Call], Any]:
    return lambda _call: model.objects.update(**facts)


CHANGES: dict[str, Callable[[Call], Any]] = {
    "call": renamed(Call, title_en="Another"),
    "program": renamed(Program, name_en="Another"),
    "stream": renamed(Stream, name_en="Another"),
    "cohort": renamed(Cohort, title_en="Another"),
    "course": renamed(Course, title_en="Another"),
    "list published": lambda _call: VintageFactory(code="FY97"),
    "cohort added": lambda call: call.cohorts.add(CohortFactory(program=call.program)),
    "cohort left out": lambda call: call.cohorts.clear(),
    "rule": lambda call: rule_of(call, "experience", high=5),
    "form": form_for,
    "consent": lambda call: consent_of(call.program, "pictures"),
    "endorsement": endorsement_rule,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_around_a_call_is_seen_at_once(change: Callable[[Call], Any]):
    call = open_call()
    before = setup.of(call.pk)
    change(call)
    assert setup.of(call.pk) is not before


def test_second_change_in_the_same_transaction_is_seen():
    call = open_call()
    for title in ("First", "Second", "Third"):
        Call.objects.filter(pk=call.pk).update(title_en=title)
        assert setup.of(call.pk).call.title_en == title


def test_unchanged_call_is_asked_about_in_one_query(django_assert_num_queries: Any):
    call, other = open_call(), open_call()
    first = setup.of_all([call.pk, other.pk])
    with django_assert_num_queries(1):
        assert setup.of_all([call.pk, other.pk]) == first
    with django_assert_num_queries(1):
        assert setup.find(call.code) is first[call.pk]


def test_it_holds_what_is_in_force():
    call = open_call()
    form, endorsement = form_for(call), endorsement_rule(call)
    rule = rule_of(call, "papers", papers=["endorsement"])
    found = setup.of(call.pk)
    assert (found.form, found.rules, found.endorsements) == (form, (rule,), (endorsement,))
    assert found.terms == tuple(call.program.consent_terms.all())
    assert found.papers == {"endorsement"}
    assert found.groups[call.program.vintage_id, "VN"] == "LM"


def test_code_that_nobody_uses_finds_nothing():
    assert setup.find("NOTHING") is None
