"""One random life of a program: how a step is made by both, and what must hold after it.

An action may refuse what the model refuses, with a `RuleBroken`, and nothing else.
"""

import copy
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import time_machine
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import note
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition

from courses.programs.models import Program
from grants.awards.models import BudgetLine
from ivi_training.guards.errors import RuleBroken
from tests.trainees.admission_model import Admission, Person
from tests.trainees.admission_world import World
from trainees.applying.models import Application
from trainees.joining.models import Enrolment, Offer
from trainees.office.reports import invariants
from trainees.places.models import Place, Quota, Vacancy
from trainees.selecting.models import Decision, Promotion, WaitingEntry


def somebody(trait: str, *values: str) -> Any:
    """Make a step only where somebody has one of these values, or any value at all."""

    def is_there(machine: Any) -> bool:
        return bool(machine.those(trait, *values))

    return precondition(is_there)


class Life(RuleBasedStateMachine):
    """One life, in a savepoint of its own that is rolled back at its end."""

    def __init__(self, world: World, made: Counter[str]) -> None:
        super().__init__()
        self.world, self.made = world, made
        self.model: Admission = copy.deepcopy(world.model)
        self.applications = list(world.applications)
        self.quotas = dict(world.quotas)
        self.now = timezone.now()
        made["lives"] += 1
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    # --- what must hold after every step ---------------------------------------------------------

    @invariant()
    def database_says_what_the_model_says(self) -> None:
        people = dict(zip(self.applications, self.model.people, strict=True))
        applied = Application.objects.filter(pk__in=people).values_list("pk", "status")
        assert dict(applied) == {pk: p.status for pk, p in people.items()}
        staged = Decision.objects.staged().values_list("application", "outcome")
        assert dict(staged) == {pk: p.staged for pk, p in people.items() if p.staged}
        # Of several, all but the latest were deferred.
        offered = Offer.objects.filter(application__in=people).order_by("pk")
        offered = offered.values_list("application", "status")
        assert dict(offered) == {pk: p.offer for pk, p in people.items() if p.offer}
        enrolled = Enrolment.objects.filter(application__in=people).order_by("pk")
        enrolled = enrolled.values_list("application", "status")
        assert dict(enrolled) == {pk: p.enrolment for pk, p in people.items() if p.enrolment}

    @invariant()
    def places_are_those_of_live_offers_and_enrolments(self) -> None:
        people = zip(self.applications, self.model.people, strict=True)
        live = Place.objects.live().values_list("application", flat=True)
        assert sorted(live) == sorted(pk for pk, person in people if person.holds_place)
        seats = Counter((p.human, p.facts["cohort"]) for p in self.model.holders())
        assert set(seats.values()) <= {1}

    @invariant()
    def counters_are_right_and_nothing_is_passed(self) -> None:
        by_hand = Quota.objects.open().made_by_hand().values_list("pk", "used")
        limits = self.model.limits
        assert dict(by_hand) == {
            self.quotas[name]: self.model.used(limit.facts) for name, limit in limits.items()
        }
        for fact in self.model.rules:
            own = Quota.objects.open().filter(rule=self.world.rules[fact])
            column = "organisation__name" if fact == "organisation" else fact
            assert dict(own.values_list(column, "used")) == {
                value: self.model.used({fact: value}) for value in self.model.rules[fact].values
            }
        assert self.model.fits(self.model.holders())

    @invariant()
    def money_follows_places(self) -> None:
        line = BudgetLine.objects.get(pk=self.world.line.pk)
        promised = self.model.committed()
        assert (line.budgeted, line.committed) == (self.model.budget, promised)
        assert promised <= self.model.budget

    @invariant()
    def everything_recounts(self) -> None:
        """Not after each step: it counts the whole database again."""
        assert self.made["steps"] % 5 or not list(invariants.differences())

    @invariant()
    def waiting_lists_are_those_of_the_model(self) -> None:
        waiting = WaitingEntry.objects.waiting().values_list("cohort__code", "application")
        lists: dict[str, list[int]] = {code: [] for code in self.world.cohorts}
        for code, application in waiting:
            lists[code].append(application)
        known = self.model.waiting
        assert lists == {code: [person.pk for person in known.of(code)] for code in lists}
        made = Promotion.objects.order_by("pk").values_list("entry__application", "status")
        assert list(made) == [(p.person.pk, p.status) for p in known.proposals]
        rows = Vacancy.objects.open().order_by("pk").values_list("kind", "cohort__code", "number")
        noted = [(v.kind, v.cohort or None, v.number) for v in known.vacancies]
        assert Counter(rows) == Counter(noted)
        # One revision opens several quotas at once, in any order; equal ones stand where theirs do.
        alike: dict[object, list[Any]] = {}
        for noted_one, facts in zip(known.vacancies, noted, strict=True):
            alike.setdefault(facts, []).append(noted_one)
        known.vacancies = [alike[row].pop(0) for row in rows]

    # --- helpers ---------------------------------------------------------------------------------

    def act(self, may: object, step: Callable[[], Any]) -> Any:
        """Make a step as a request does: all or nothing, judged by the database at its end."""
        self.made["steps"] += 1
        try:
            with time_machine.travel(self.now, tick=False), transaction.atomic():
                result = step()
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        except RuleBroken as refusal:
            result = refusal
        if isinstance(result, RuleBroken):
            note(f"refused: {type(result).__name__}: {result.message}")
            assert not may, f"refused without a reason: {result.message}"
            self.made[type(result).__name__] += 1
            return None
        assert may, "done although it must be refused"
        return result or True

    def those(self, trait: str, *values: str) -> list[Person]:
        """People with one of these values, or with any."""
        found = [(getattr(person, trait), person) for person in self.model.people]
        return [person for value, person in found if (value in values if values else value)]

    def one_of(self, who: int, trait: str, *values: str) -> Person:
        chosen = self.those(trait, *values)
        return chosen[who % len(chosen)]

    def number(self, person: Person) -> int:
        return next(n for n, known in enumerate(self.model.people) if known is person)

    def found(self, chosen: Any) -> list[Application]:
        """Applications as a page reads them."""
        related = "applicant__user", "call", "cohort__program"
        wanted = [self.applications[number] for number in sorted(chosen)]
        return list(Application.objects.filter(pk__in=wanted).select_related(*related))

    def offer(self, person: Person) -> Offer:
        """The latest offer of a person as a page reads it."""
        related = "application__applicant__user", "application__call", "application__cohort"
        found = Offer.objects.select_related(*related, "place__cohort", "commitment")
        return found.filter(application=person.pk).latest("pk")

    @property
    def program(self) -> Program:
        return self.world.cohorts["A"].program

    def quota(self, name: str) -> Quota:
        return Quota.objects.select_related("program").get(pk=self.quotas[name])

    def why(self) -> dict[str, Any]:
        return {"reason": "Why", "reference": "", "by": self.world.by}

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)
