"""The steps of waiting lists: what frees a place is served, proposals are approved or skipped."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.trainees.admission_life import Life
from tests.trainees.admission_model import Person, Proposal
from trainees.places.actions import vacancies
from trainees.selecting.actions import promotions
from trainees.selecting.models import Promotion

WHICH = st.integers(0, 9)
SOMETHING_PROPOSED = precondition(lambda life: life.model.waiting.pending())


class ListSteps(Life):
    """The one promotion service, and the office that decides on what it proposes."""

    @precondition(lambda life: life.model.waiting.vacancies)
    @rule()
    def promote(self) -> None:
        waiting = self.model.waiting
        before = len(waiting.proposals)
        self.model.promote(self.today)
        done = self.act(True, lambda: [promotions.run(self.program.pk)])
        new = waiting.proposals[before:]
        assert [self.passed(promotion) for promotion in done[0]] == [p.passed for p in new]
        self.offered(*new)

    @rule(code=st.sampled_from("AB"))
    def ask_by_hand(self, code: str) -> None:
        cohort = self.world.cohorts[code]
        self.act(True, lambda: vacancies.note_by_hand(cohort, by=self.world.by))
        self.model.waiting.note("by_hand", code)

    @rule()
    def note_floors_that_ended(self) -> None:
        self.act(True, promotions.note_floors_that_ended)
        for limit in self.model.limits.values():
            unmet = limit.floor - self.model.used(limit.facts)
            if limit.is_over and unmet > 0 and not limit.is_released and not limit.is_noted:
                self.model.waiting.note("quota", limit.facts.get("cohort", ""), unmet)
                limit.is_noted = True

    @SOMETHING_PROPOSED
    @rule(which=WHICH)
    def approve(self, which: int) -> None:
        proposal = self.one_proposed(which)
        person = proposal.person
        may = (
            person.status == "waitlisted"
            and not person.staged
            and self.today <= self.model.waiting.until[person.facts["cohort"]]
            and self.model.can_offer([person])
        )
        if self.act(may, lambda: promotions.approve(self.row(proposal), by=self.world.by)):
            proposal.status, person.status, person.offer = "offered", "selected", "sent"
            self.offered(proposal)

    @SOMETHING_PROPOSED
    @rule(which=WHICH)
    def skip(self, which: int) -> None:
        proposal = self.one_proposed(which)
        may = proposal.person.status == "waitlisted"
        step = lambda: promotions.skip(self.row(proposal), by=self.world.by, reason="Why")  # noqa: E731
        if self.act(may, lambda: step() or True):
            proposal.status = "skipped"
            proposal.vacancy.skipped.append(proposal.person.pk)
            again = proposal.vacancy.again("skipped", proposal.person.facts["cohort"])
            self.model.waiting.vacancies.append(again)

    # --- helpers ---------------------------------------------------------------------------------

    def frees(self, person: Person) -> None:
        """Whoever gives a place back, those who wait are asked."""
        self.model.waiting.note("place", person.facts["cohort"])

    def offered(self, *proposals: Proposal) -> None:
        """What an offer from the waiting list brings with it."""
        for proposal in proposals:
            if proposal.status == "offered":
                proposal.person.deadline = self.offer(proposal.person).respond_by
                self.made["offered from the list"] += 1
        self.model.note_values()

    def one_proposed(self, which: int) -> Proposal:
        pending = self.model.waiting.pending()
        return pending[which % len(pending)]

    def row(self, proposal: Proposal) -> Promotion:
        """The proposal as a page reads it."""
        related = (
            "entry__application__applicant__user", "entry__application__call",
            "entry__application__cohort", "cohort__program", "vacancy",
        )  # fmt: skip
        found = Promotion.objects.pending().select_related(*related)
        return found.get(entry__application=proposal.person.pk)

    def passed(self, promotion: Promotion) -> list[tuple[int, str]]:
        """Who was passed over for whom and why; which limit it was is told by its own tests."""
        rows = promotion.passed_over.order_by("pk").values_list("entry__application", "why")
        return [(pk, "quota" if why in {"full", "reserved"} else why) for pk, why in rows]
