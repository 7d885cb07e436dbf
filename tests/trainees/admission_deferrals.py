"""The steps of deferral: somebody asks for a later cohort; the office answers, or need not ask."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.trainees.admission_life import somebody
from tests.trainees.admission_lists import ListSteps
from tests.trainees.admission_model import Person
from tests.trainees.admission_world import PEOPLE
from trainees.joining.actions import deferrals
from trainees.joining.models import Deferral

WHO = st.integers(0, len(PEOPLE))  # the one who applied twice included
COHORTS = st.sampled_from("AB")
LATER = st.sampled_from("ABB")  # B is the later one


class DeferralSteps(ListSteps):
    """A place in one cohort becomes one in a later cohort, or everything stays as it is."""

    @somebody("offer")
    @rule(who=WHO, wanted=st.sampled_from(["", "A", "B"]))
    def ask_for_deferral(self, who: int, wanted: str) -> None:
        person = self.one_of(who, "offer")
        may = person.deferral != "asked" and self.model.can_ask(person, wanted, self.now)
        terms: dict[str, Any] = {
            "wanted": self.world.cohorts.get(wanted),
            "text": "Why",
            "by": self.world.by,
        }
        if self.act(may, lambda: deferrals.ask(self.offer(person), **terms)):
            person.deferral = "asked"

    @somebody("deferral", "asked")
    @rule(who=WHO, code=LATER)
    def agree_to_deferral(self, who: int, code: str) -> None:
        person = self.one_of(who, "deferral", "asked")
        cohort = self.world.cohorts[code]
        why: dict[str, Any] = {"by": self.world.by, "reason": "Why"}
        may = self.model.can_defer(person, code, self.now)
        if self.act(may, lambda: deferrals.grant(self.asked(person), cohort, **why)):
            self.deferred(person, code)

    @somebody("deferral", "asked")
    @rule(who=WHO, is_refused=st.booleans())
    def end_request(self, who: int, is_refused: bool) -> None:  # noqa: FBT001
        """The office refuses, or the person takes it back; also of a place that is gone."""
        person = self.one_of(who, "deferral", "asked")

        def end() -> bool:
            if is_refused:
                deferrals.refuse(self.asked(person), by=self.world.by, reason="Why")
            else:
                deferrals.take_back(self.asked(person), by=self.world.by)
            return True

        self.act(True, end)
        person.deferral = "refused" if is_refused else "taken_back"

    @somebody("offer")
    @rule(who=WHO, code=LATER)
    def defer(self, who: int, code: str) -> None:
        person = self.one_of(who, "offer")
        cohort = self.world.cohorts[code]
        why: dict[str, Any] = {"by": self.world.by, "reason": "Why"}
        may = self.model.can_defer(person, code, self.now)
        if self.act(may, lambda: deferrals.defer(self.offer(person), cohort, **why)):
            self.deferred(person, code)

    # --- helpers ---------------------------------------------------------------------------------

    def deferred(self, person: Person, code: str) -> None:
        """Who was enrolled is enrolled there; who had not answered has a new deadline."""
        self.frees(person)
        person.facts, person.deferral = self.model.facts_in(person, code), "granted"
        if person.offer == "accepted":
            person.enrolment = "confirmed"
        else:
            person.deadline = self.offer(person).respond_by
        self.made["deferred"] += 1
        self.model.note_values()

    def asked(self, person: Person) -> Deferral:
        """The request as a page reads it."""
        related = "offer__place__cohort", "offer__commitment", "offer__application__call"
        found = Deferral.objects.select_related(
            *related, "offer__application__applicant__user", "offer__application__cohort"
        )
        return found.get(application=person.pk, status="asked")
