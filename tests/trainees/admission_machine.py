"""Random lives of a program: each step is made by the real action and by the model, then compared.

An action may refuse what the model refuses, with a `RuleBroken`, and nothing else.
"""

import copy
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import time_machine
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from grants.actions import budget_lines
from grants.models import BudgetLine
from ivi_training.errors import RuleBroken
from tests.factories.trainees import draft
from tests.trainees.admission_model import BEFORE_TRAINING, DECIDABLE, LIVE, Admission, Person
from tests.trainees.admission_world import LIMITS, PEOPLE, World
from trainees.actions import applications, decisions, enrolments, floors, offers, quotas
from trainees.models import Application, Decision, Enrolment, Offer, Place, Quota, QuotaRule
from trainees.reports import invariants
from trainees.statuses import DecisionReason, IneligibleReason, Outcome

PAST = date(2000, 1, 1)
NEXT = {"confirmed": "onboarding", "onboarding": "ready", "ready": "in_training"}
WHO = st.integers(0, len(PEOPLE))  # the one who applied twice included
SOME = st.sets(WHO, min_size=1, max_size=5)
COHORTS = st.sampled_from("AB")
NAMES = st.sampled_from(sorted(LIMITS))
NUMBERS = st.integers(0, 10)


def somebody(trait: str, *values: str) -> Any:
    """Make a step only where somebody has one of these values, or any value at all."""

    def is_there(machine: Any) -> bool:
        return bool(machine.those(trait, *values))

    return precondition(is_there)


class AdmissionMachine(RuleBasedStateMachine):
    """One life, in a savepoint of its own that is rolled back at its end."""

    def __init__(self, world: World, made: Counter[str]) -> None:
        super().__init__()
        self.world, self.made = world, made
        self.model: Admission = copy.deepcopy(world.model)
        self.applications = list(world.applications)
        self.quotas = dict(world.quotas)
        self.now = timezone.now()
        self.life = transaction.atomic()
        self.life.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    # --- the committee ---------------------------------------------------------------------------

    @rule(chosen=SOME, outcome=st.sampled_from(Outcome))
    def stage(self, chosen: set[int], outcome: Outcome) -> None:
        people = [self.model.people[n] for n in sorted(chosen)]
        may = all(p.status in DECIDABLE and p.status != outcome for p in people)
        wanted = self.found(chosen)
        terms: dict[str, Any] = {"reason": DecisionReason.MERIT, "note": "", "by": self.world.by}
        if self.act(may, lambda: decisions.stage(wanted, outcome=outcome, **terms)):
            for person in people:
                person.staged = outcome

    @rule(chosen=SOME)
    def unstage(self, chosen: set[int]) -> None:
        self.act(True, lambda: decisions.unstage(self.found(chosen), by=self.world.by, why="Why"))
        for number in chosen:
            self.model.people[number].staged = ""

    @rule(code=COHORTS)
    def publish(self, code: str) -> None:
        decided = [p for p in self.model.people if p.staged and p.facts["cohort"] == code]
        chosen = [p for p in decided if p.staged == Outcome.SELECTED]
        cohort = self.world.cohorts[code]
        may = self.model.can_offer(chosen)
        if self.act(may, lambda: decisions.publish(cohort, by=self.world.by)):
            for person in decided:
                person.status, person.staged = person.staged, ""
            for person in chosen:
                person.offer, person.deadline = "sent", self.offer(person).respond_by
            self.model.note_values()

    @rule(chosen=SOME)
    def admit(self, chosen: set[int]) -> None:
        """What committees do most: those who can be selected are, and it is published."""
        able = {n for n in chosen if self.model.people[n].status in DECIDABLE}
        if able:
            self.stage(able, Outcome.SELECTED)
            for code in sorted({self.model.people[n].facts["cohort"] for n in able}):
                self.publish(code)
            self.unstage(able)

    # --- the applicant ---------------------------------------------------------------------------

    @somebody("status", "withdrawn")
    @rule(who=WHO)
    def apply_again(self, who: int) -> None:
        person = self.one_of(who, "status", "withdrawn")
        who = self.number(person)
        old = self.found([who])[0]
        facts = {"applicant": old.applicant, "employer_name": old.employer_name}

        def again() -> Application:
            made = draft(old.call, **facts)
            applications.submit(made, by=old.applicant.user)
            applications.find_eligible([made], by=self.world.by)
            return made

        made = self.act(True, again)
        self.applications[who] = made.pk
        self.model.people[who] = Person(person.human, dict(self.world.model.people[who].facts))

    @somebody("offer")
    @rule(who=WHO)
    def accept(self, who: int) -> None:
        person = self.one_of(who, "offer")
        may = person.offer == "accepted" or person.can_answer(self.now)
        was = person.offer
        done = self.act(may, lambda: offers.accept(self.offer(person), by=self.world.by))
        if done and was == "sent":
            person.offer, person.enrolment = "accepted", "confirmed"

    @somebody("offer")
    @rule(who=WHO)
    def decline(self, who: int) -> None:
        person = self.one_of(who, "offer")
        may = person.offer == "declined" or person.can_answer(self.now)
        if self.act(may, lambda: offers.decline(self.offer(person), by=self.world.by)):
            person.offer = "declined"

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        person = self.model.people[who]
        may = person.status not in {"not_selected", "ineligible", "withdrawn"}
        answer = "declined" if person.can_answer(self.now) else "expired"
        step = lambda: applications.withdraw(self.found([who])[0], by=self.world.by)  # noqa: E731
        if self.act(may, step):
            person.status, person.staged = "withdrawn", ""
            person.offer = answer if person.offer == "sent" else person.offer
            person.enrolment = "withdrawn" if person.enrolment in LIVE else person.enrolment

    # --- the office and the clock ----------------------------------------------------------------

    @somebody("offer")
    @rule(who=WHO)
    def expire(self, who: int) -> None:
        person = self.one_of(who, "offer")
        self.act(True, lambda: offers.expire(self.offer(person)))
        if person.offer == "sent" and not person.can_answer(self.now):
            person.offer = "expired"

    @rule(hours=st.integers(1, 24 * 8))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @somebody("offer")
    @rule(who=WHO)
    def rescind(self, who: int) -> None:
        person = self.one_of(who, "offer")
        may = person.offer == "sent" or person.enrolment in BEFORE_TRAINING
        step = lambda: offers.rescind(self.offer(person), by=self.world.by, reason="Why")  # noqa: E731
        if self.act(may, step):
            person.offer = "rescinded"
            person.enrolment = "cancelled" if person.enrolment else ""

    @somebody("enrolment")
    @rule(who=WHO, step=st.sampled_from([enrolments.withdraw, enrolments.cancel]))
    def end_enrolment(self, who: int, step: Callable[..., None]) -> None:
        person = self.one_of(who, "enrolment")
        is_own_wish = step is enrolments.withdraw
        may = person.enrolment in (LIVE if is_own_wish else BEFORE_TRAINING)
        own = Enrolment.objects.get(offer=self.offer(person))
        if self.act(may, lambda: step(own, by=self.world.by, reason="Why")):
            person.enrolment = "withdrawn" if is_own_wish else "cancelled"

    @somebody("enrolment", *NEXT)
    @rule(who=WHO)
    def come_nearer(self, who: int) -> None:
        person = self.one_of(who, "enrolment", *NEXT)
        own, to = Enrolment.objects.get(offer=self.offer(person)), NEXT[person.enrolment]
        self.act(True, lambda: own.move(to, by=self.world.by))
        person.enrolment = to

    @somebody("staged", "")
    @rule(who=WHO)
    def find_ineligible(self, who: int) -> None:
        person = self.one_of(who, "staged", "")
        terms: dict[str, Any] = {"reason": IneligibleReason.OTHER, "note": "", "by": self.world.by}
        step = lambda: applications.find_ineligible(self.found([self.number(person)]), **terms)  # noqa: E731
        if self.act(person.status == "eligible", step):
            person.status = "ineligible"

    @rule(who=WHO, code=st.sampled_from(["KOREA", "LMIC"]))
    def decide_stream(self, who: int, code: str) -> None:
        person = self.model.people[who]
        stream = self.world.cohorts["A"].program.streams.get(code=code)
        found = self.found([who])[0]
        may = "stream" not in person.facts
        terms: dict[str, Any] = {"by": self.world.by, "reason": "Why"}
        if self.act(may, lambda: applications.decide_stream(found, stream, **terms)):
            person.facts["stream"] = code

    # --- the administrator -----------------------------------------------------------------------

    @rule(
        terms=st.dictionaries(
            NAMES, st.tuples(NUMBERS, st.integers(0, 3), st.sampled_from([None, PAST])), max_size=3
        ),
        ceilings=st.dictionaries(
            st.sampled_from(["country", "organisation"]), st.integers(0, 4), max_size=2
        ),
    )
    def revise(
        self, terms: dict[str, tuple[int, int, date | None]], ceilings: dict[str, int]
    ) -> None:
        terms = {name: new for name, new in terms.items() if name in self.model.limits}
        wanted = copy.deepcopy(self.model)
        for name, (ceiling, floor, until) in terms.items():
            limit = wanted.limits[name]
            limit.ceiling, limit.floor, limit.is_over = ceiling, floor, until == PAST
        for fact, ceiling in ceilings.items():
            wanted.rules[fact].ceiling = ceiling
        agreed = {self.quota(name): quotas.Terms(*new) for name, new in terms.items()}
        given = {QuotaRule.objects.get(pk=self.world.rules[f]): n for f, n in ceilings.items()}
        if self.act(wanted.fits(wanted.holders()), lambda: self._revise(agreed, given)):
            self.model = wanted

    def _revise(self, agreed: dict[Quota, Any], ceilings: dict[QuotaRule, int]) -> Any:
        return quotas.revise(
            self.world.cohorts["A"].program,
            agreed,
            rules=ceilings,
            effective_on=timezone.localdate(),
            reason="Why",
            reference="",
            by=self.world.by,
        )

    @rule(name=NAMES)
    def release_floor(self, name: str) -> None:
        if limit := self.model.limits.get(name):
            may = limit.floor > 0 and not limit.is_released
            if self.act(may, lambda: floors.release(self.quota(name), **self.why())):
                limit.is_released = True

    @rule(name=NAMES)
    def take_floor_back(self, name: str) -> None:
        if limit := self.model.limits.get(name):
            was, limit.is_released = limit.is_released, False
            may = was and limit.floor > 0 and self.model.fits(self.model.holders())
            limit.is_released = was
            if self.act(may, lambda: floors.reinstate(self.quota(name), **self.why())):
                limit.is_released = False

    @rule(name=NAMES)
    def close(self, name: str) -> None:
        wanted = copy.deepcopy(self.model)
        if limit := wanted.limits.pop(name, None):
            wanted.closed[name] = limit
            may = wanted.fits(wanted.holders())
            if self.act(
                may, lambda: quotas.close(self.quota(name), reason="Why", by=self.world.by)
            ):
                self.model = wanted
                self.model.note_values()

    @rule(name=NAMES, ceiling=NUMBERS)
    def open_anew(self, name: str, ceiling: int) -> None:
        """A form asks first whether it fits, and whether the facts are free; here they are."""
        wanted = copy.deepcopy(self.model)
        limit = wanted.closed.pop(name, None)
        if limit is None or limit.facts.get("country") in wanted.rules["country"].values:
            return
        limit.ceiling, limit.floor, limit.is_released, limit.is_over = ceiling, 0, False, False
        wanted.limits[name] = limit
        if wanted.fits(wanted.holders()):
            self.quotas[name] = self.act(True, lambda: self.world.make_quota(limit, name))
            self.model = wanted

    @rule(amount=st.integers(0, 12).map(lambda n: n * 1_000))
    def set_budget(self, amount: int) -> None:
        line = BudgetLine.objects.get(pk=self.world.line.pk)
        may = amount >= self.model.committed()
        step = lambda: budget_lines.set_budget(line, amount, by=self.world.by)  # noqa: E731
        if self.act(may, step):
            self.model.budget = amount

    # --- what must hold after every step ---------------------------------------------------------

    @invariant()
    def database_says_what_the_model_says(self) -> None:
        people = dict(zip(self.applications, self.model.people, strict=True))
        applied = Application.objects.filter(pk__in=people).values_list("pk", "status")
        assert dict(applied) == {pk: p.status for pk, p in people.items()}
        staged = Decision.objects.staged().values_list("application", "outcome")
        assert dict(staged) == {pk: p.staged for pk, p in people.items() if p.staged}
        offered = Offer.objects.filter(application__in=people).values_list("application", "status")
        assert dict(offered) == {pk: p.offer for pk, p in people.items() if p.offer}
        enrolled = Enrolment.objects.filter(application__in=people)
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
        assert not list(invariants.differences())

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
        """The offer of a person as a page reads it."""
        related = "application__applicant__user", "application__call", "application__cohort"
        own = self.applications[self.number(person)]
        found = Offer.objects.select_related(*related, "place", "commitment")
        return found.get(application=own)

    def quota(self, name: str) -> Quota:
        return Quota.objects.select_related("program").get(pk=self.quotas[name])

    def why(self) -> dict[str, Any]:
        return {"reason": "Why", "reference": "", "by": self.world.by}
