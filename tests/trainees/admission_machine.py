"""Random lives of a program: each step is made by the real action and by the model."""

import copy
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from grants.awards.models import BudgetLine
from grants.budgets.actions import budget_lines
from tests.factories.trainees import draft
from tests.trainees.admission_deferrals import COHORTS, WHO, DeferralSteps
from tests.trainees.admission_life import somebody
from tests.trainees.admission_model import BEFORE_TRAINING, DECIDABLE, LIVE, Limit, Person
from tests.trainees.admission_world import LIMITS
from trainees.applying.models import Application
from trainees.joining.actions import enrolments, offers
from trainees.joining.models import Enrolment
from trainees.joining.statuses import EnrolmentStatus, Outcome
from trainees.places.actions import floors, quotas
from trainees.places.models import Quota, QuotaRule
from trainees.portal.actions import withdrawals
from trainees.screening.actions import findings, stream_decisions, submissions
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import decisions
from trainees.selecting.statuses import DecisionReason

PAST = date(2000, 1, 1)
ENDS = {
    EnrolmentStatus.WITHDRAWN: LIVE,
    EnrolmentStatus.DISMISSED: LIVE,
    EnrolmentStatus.NO_SHOW: BEFORE_TRAINING,
    EnrolmentStatus.CANCELLED: BEFORE_TRAINING,
}
NEXT = {"confirmed": "onboarding", "onboarding": "ready", "ready": "in_training"}
SOME = st.sets(WHO, min_size=1, max_size=5)
NAMES = st.sampled_from(sorted(LIMITS))
NUMBERS = st.integers(0, 10)


class AdmissionMachine(DeferralSteps):
    """All other steps: committee, applicants, clock, administrator."""

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
            self.model.waiting.enter(p for p in decided if p.staged == Outcome.WAITLISTED)
            for person in decided:
                person.status, person.staged = person.staged, ""
            for person in chosen:
                person.offer, person.deadline = "sent", self.offer(person).respond_by
            self.model.note_values()

    @rule(chosen=SOME, outcome=st.sampled_from([Outcome.SELECTED, Outcome.WAITLISTED]))
    def decide(self, chosen: set[int], outcome: Outcome) -> None:
        """What committees do most: those for whom it can be decided are, and it is published."""
        able = {
            n
            for n in chosen
            if self.model.people[n].status in DECIDABLE and self.model.people[n].status != outcome
        }
        if able:
            self.stage(able, outcome)
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

        def again() -> Application:
            made = draft(old.call, applicant=old.applicant, employer_name=old.employer_name)
            submissions.submit(made, by=old.applicant.user)
            findings.mark_eligible([made], by=self.world.by)
            return made

        made = self.act(True, again)
        self.applications[who] = made.pk
        facts = dict(self.world.model.people[who].facts)
        self.model.people[who] = Person(made.pk, person.human, facts)

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
        was = person.offer
        done = self.act(may, lambda: offers.decline(self.offer(person), by=self.world.by))
        if done and was == "sent":
            person.offer = "declined"
            self.frees(person)

    @rule(who=WHO)
    def withdraw(self, who: int) -> None:
        person = self.model.people[who]
        may = person.status not in {"not_selected", "ineligible", "withdrawn"}
        answer = "declined" if person.can_answer(self.now) else "expired"
        step = lambda: withdrawals.withdraw(self.found([who])[0], by=self.world.by)  # noqa: E731
        held = person.holds_place
        if self.act(may, step):
            person.status, person.staged = "withdrawn", ""
            person.offer = answer if person.offer == "sent" else person.offer
            person.enrolment = "withdrawn" if person.enrolment in LIVE else person.enrolment
            if held:
                self.frees(person)

    # --- the office and the clock ----------------------------------------------------------------

    @somebody("offer")
    @rule(who=WHO)
    def expire(self, who: int) -> None:
        person = self.one_of(who, "offer")
        self.act(True, lambda: offers.expire(self.offer(person)))
        if person.offer == "sent" and not person.can_answer(self.now):
            person.offer = "expired"
            self.frees(person)

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
            self.frees(person)

    @somebody("enrolment")
    @rule(who=WHO, to=st.sampled_from(sorted(ENDS)))
    def end_enrolment(self, who: int, to: EnrolmentStatus) -> None:
        person = self.one_of(who, "enrolment")
        own = Enrolment.objects.get(offer=self.offer(person))
        step = lambda: enrolments.end(own, to, by=self.world.by, reason="Why")  # noqa: E731
        if self.act(person.enrolment in ENDS[to], step):
            person.enrolment = to
            self.frees(person)

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
        step = lambda: findings.mark_ineligible(self.found([self.number(person)]), **terms)  # noqa: E731
        if self.act(person.status == "eligible", step):
            person.status = "ineligible"

    @rule(who=WHO, code=st.sampled_from(["KOREA", "LMIC"]))
    def decide_stream(self, who: int, code: str) -> None:
        person = self.model.people[who]
        stream = self.program.streams.get(code=code)
        found = self.found([who])[0]
        may = "stream" not in person.facts
        terms: dict[str, Any] = {"by": self.world.by, "reason": "Why"}
        if self.act(may, lambda: stream_decisions.decide(found, stream, **terms)):
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
            before = copy.copy(limit)
            limit.ceiling, limit.floor, limit.is_over = ceiling, floor, until == PAST
            wanted.waiting.note_change(before, limit, self.model.used(limit.facts))
        for fact, ceiling in ceilings.items():
            wanted.raise_values(fact, ceiling)
        agreed = {self.quota(name): quotas.QuotaTerms(*new) for name, new in terms.items()}
        given = {QuotaRule.objects.get(pk=self.world.rules[f]): n for f, n in ceilings.items()}
        is_change = any(
            (quota.ceiling, quota.floor, quota.floor_until) != terms[quota.name_en]
            for quota in agreed
        ) or any(rule.ceiling != ceiling for rule, ceiling in given.items())
        may = is_change and wanted.fits(wanted.holders())
        if self.act(may, lambda: self._revise(agreed, given)):
            self.model = wanted

    def _revise(self, agreed: dict[Quota, Any], ceilings: dict[QuotaRule, int]) -> Any:
        return quotas.revise(
            self.program,
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
                before, limit.is_released = copy.copy(limit), True
                self.model.waiting.note_change(before, limit, self.model.used(limit.facts))

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
                self.model.waiting.note_change(limit, None, self.model.used(limit.facts))

    @rule(name=NAMES, ceiling=NUMBERS)
    def open_anew(self, name: str, ceiling: int) -> None:
        """A form asks first whether it fits, and whether the facts are free; here they are."""
        wanted = copy.deepcopy(self.model)
        limit = wanted.closed.pop(name, None)
        if limit is None or limit.facts.get("country") in wanted.rules["country"].values:
            return
        limit = Limit(limit.facts, ceiling)
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
