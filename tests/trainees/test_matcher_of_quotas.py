"""Random quotas and random people: whoever counts them comes to the same numbers.

The counter that triggers keep, the ORM, plain values, the solver's problem, the dashboard and the
page of quotas are held against a rule that is written down here once more, in the plainest way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from courses.organisations.models import Organisation
from courses.programs.models import Program
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, CourseFactory, ProgramFactory, open_call
from tests.factories.trainees import offered, online, submitted, waiting
from trainees.applying.models import Application
from trainees.insight.reports import dashboard
from trainees.joining.actions import offers
from trainees.joining.models import Enrolment, Offer
from trainees.joining.statuses import LIVE_ENROLMENTS, OfferStatus
from trainees.office.reports import invariants
from trainees.office.reports import quotas as quota_pages
from trainees.online.models import OnlineEnrolment
from trainees.online.statuses import OnlineStatus
from trainees.places.actions import places
from trainees.places.actions.limits import Limits
from trainees.places.allocation.problem import Candidate, Limit, build_problem
from trainees.places.forms.quotas import GIVEN_FACTS
from trainees.places.models import Place, Quota
from trainees.places.statuses import CountedFact
from trainees.places.triggers.facts import FACTS, as_text
from trainees.records.actions import organisation_merges

ENOUGH = 1_000
# Of Venezuela's people no rule decides the stream, and Cuba is in no income group.
NATIONALITIES = ["VN", "KE", "UG", "BR", "KR", "VE", "CU"]
EMPLOYERS = ["Nanogen", "Vabiotech", "Kemri"]
FATES = ["submitted", "waiting", "online", "offered", "accepted", "declined"]
PERSON = st.fixed_dictionaries(
    {
        "nationality": st.sampled_from(NATIONALITIES),
        "gender": st.sampled_from(["female", "male"]),
        "employer": st.sampled_from(EMPLOYERS),
        "cohort": st.integers(0, 2),
        "fate": st.sampled_from(FATES),
    }
)


@dataclass(frozen=True)
class World:
    """One program with two courses, three cohorts, and people at every step in each of them."""

    program: Program
    cohorts: list[Cohort]
    calls: list[Call]

    def values(self) -> dict[str, list[Any]]:
        """What a quota may be on; of each fact one value more than there are people of."""
        return {
            "stream": list(self.program.streams.all()),
            "organisation": list(Organisation.objects.order_by("pk")),
            "course": [cohort.course for cohort in self.cohorts],
            "cohort": self.cohorts,
            "country": [*NATIONALITIES, "JP"],
            "income_group": ["L", "LM", "UM", "H", "NC"],
            "gender": ["female", "male", "other"],
            "modality": ["in_person", "blended", "online"],
        }

    def add(self, person: dict[str, Any]) -> None:
        """Bring one more person to where they are drawn to be, by the real actions."""
        call, fate = self.calls[person["cohort"]], person["fate"]
        facts = {
            "applicant__nationality": person["nationality"],
            "applicant__gender": person["gender"],
            "employer_name": person["employer"],
            "employer_country": "VN",
        }
        if person["nationality"] in ("VE", "CU") and fate in ("offered", "accepted", "declined"):
            fate = "submitted"
        steps = {"submitted": submitted, "waiting": waiting, "online": online}
        if fate in steps:
            steps[fate](call, **facts)
            return
        offer = offered(call, **facts)
        if fate == "accepted":
            offers.accept(offer, by=offer.application.applicant.user)
        if fate == "declined":
            offers.decline(offer, by=offer.application.applicant.user, reason="")


def build() -> World:
    """The program, and one person for each way in each cohort."""
    program, first, second = ProgramFactory(), CourseFactory(), CourseFactory()
    kinds = [(first, "in_person"), (first, "blended"), (second, "in_person")]
    cohorts = [
        CohortFactory(program=program, course=course, modality=modality)
        for course, modality in kinds
    ]
    world = World(program, cohorts, [open_call(cohort) for cohort in cohorts])
    for n in range(len(cohorts) * len(FATES)):
        world.add(
            {
                "nationality": NATIONALITIES[n % len(NATIONALITIES)],
                "gender": ["female", "male"][n % 2],
                "employer": EMPLOYERS[n % len(EMPLOYERS)],
                "cohort": n % len(cohorts),
                "fate": FATES[n // len(cohorts)],
            }
        )
    return world


@pytest.mark.django_db
@pytest.mark.long
def test_every_counter_of_a_quota_counts_the_same_people() -> None:
    world = build()
    seen: set[str] = set()

    @settings(
        max_examples=10, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate],  # to shrink what it finds takes minutes
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        with transaction.atomic():
            before, after = draw_quotas(data, world), draw_quotas(data, world)
            made = save(world.program, before)
            for person in data.draw(st.lists(PERSON, max_size=2), label="people"):
                world.add(person)
            made |= save(world.program, [one for one in after if one not in before])
            if data.draw(st.booleans(), label="merges two employers"):
                merge_employers(data, made)
            for pk, facts in made.items():
                check(Quota.objects.for_counting().get(pk=pk), facts)
                seen.update(facts)
            check_reports(world.program, made)
            assert list(invariants.differences()) == []
            transaction.set_rollback(True)

    holds()
    assert seen == set(CountedFact.values)


def draw_quotas(data: st.DataObject, world: World) -> list[dict[str, Any]]:
    """Quotas on any subset of the facts, no two on the same."""
    facts = {name: st.sampled_from(values) for name, values in world.values().items()}
    few = st.fixed_dictionaries({}, optional=facts)
    alone = [st.fixed_dictionaries({name: fact}) for name, fact in facts.items()]
    # An employer's people are counted row by row, so its quotas are the ones to meet often.
    pairs = [
        st.fixed_dictionaries({"organisation": facts["organisation"], name: fact})
        for name, fact in facts.items()
    ]
    one = st.one_of([few, *alone, *pairs])
    drawn: list[dict[str, Any]] = data.draw(
        st.lists(one, max_size=8, unique_by=lambda given: str(sorted(given.items(), key=str))),
        label="quotas",
    )
    return drawn


def save(program: Program, drawn: Iterable[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The quotas with the facts that each was given, by number."""
    return {
        Quota.objects.create(program=program, name_en="Some", ceiling=ENOUGH, **facts).pk: facts
        for facts in drawn
    }


def merge_employers(data: st.DataObject, made: dict[int, dict[str, Any]]) -> None:
    """One employer becomes another, unless a quota is on it: then nobody may."""
    limited = {facts["organisation"].pk for facts in made.values() if "organisation" in facts}
    names = data.draw(st.permutations(EMPLOYERS), label="employers")
    goes, stays = (Organisation.objects.get(name=name) for name in names[:2])
    if goes.pk not in limited:
        organisation_merges.merge(goes, stays, reason="One company", by=UserFactory())


def is_of(facts: dict[str, Any], person: Application | Place, cohort: Cohort) -> bool:
    """The rule, fact by fact."""
    theirs = {
        "stream": person.stream,
        "organisation": person.organisation,
        "country": str(person.country),
        "income_group": person.income_group,
        "gender": person.gender,
        "cohort": cohort,
        "course": cohort.course,
        "modality": cohort.modality,
    }
    return all(theirs[name] == value for name, value in facts.items())


def check(quota: Quota, facts: dict[str, Any]) -> None:
    """The trigger, the ORM, plain values and the solver count the same places."""
    live = [
        place
        for place in Place.objects.live().filter(program=quota.program_id)
        if is_of(facts, place, place.cohort)
    ]
    assert quota.used == len(live), facts
    assert set(Place.objects.counted_by(quota)) == set(live)

    everybody = list(
        Application.objects.filter(cohort__program=quota.program_id).select_related("cohort")
    )
    theirs = {one.pk: places.facts(one) for one in everybody}
    wanted = {one.pk for one in everybody if is_of(facts, one, one.cohort)}
    assert {pk for pk, known in theirs.items() if quota.matches(known)} == wanted
    limits = Limits.read(quota.program_id, theirs.values())
    assert wanted == {
        pk for pk, known in theirs.items()
        if any(state.quota == quota for state in limits.matching(known))
    }  # fmt: skip
    limit = Limit(quota.pk, as_text(quota.given), free=0)
    problem = build_problem(
        [limit], [Candidate(pk, as_text(known)) for pk, known in theirs.items()]
    )
    counted = {
        pk for pk, kind in zip(theirs, problem.order, strict=True)
        if limit in problem.kinds[kind].limits
    }  # fmt: skip
    assert counted == wanted


def check_reports(program: Program, made: dict[int, dict[str, Any]]) -> None:
    """The dashboard and the page of quotas tell the same people."""
    people = [
        (one, one.cohort) for one in Application.objects.received().filter(cohort__program=program)
    ]
    offered_ = [
        (one, one.application, one.place.cohort)
        for one in Offer.objects.filter(application__cohort__program=program)
    ]
    enrolled = [
        (one.application, one.cohort)
        for one in Enrolment.objects.filter(status__in=LIVE_ENROLMENTS, cohort__program=program)
    ]
    online_ = [
        (one.application, one.cohort)
        for one in OnlineEnrolment.objects.filter(
            status=OnlineStatus.ENROLLED, cohort__program=program
        )
    ]
    progress = {row.quota.pk: row.counts for row in dashboard.build(program).quotas}
    rows = {row.quota.pk: row for row in quota_pages.overview(program).rows}
    assert progress.keys() == rows.keys() == made.keys()
    for pk, facts in made.items():
        counts = progress[pk]
        assert counts.applied == sum(is_of(facts, *one) for one in people), facts
        assert counts.selected == sum(
            is_of(facts, *one) for one in people if one[0].status == "selected"
        )
        assert counts.waitlisted == sum(
            is_of(facts, *one) for one in people if one[0].status == "waitlisted"
        )
        assert counts.offered == sum(is_of(facts, *one) for _offer, *one in offered_), facts
        waiting_ = sum(
            is_of(facts, *one) for offer, *one in offered_ if offer.status == OfferStatus.SENT
        )
        assert counts.waiting == rows[pk].offered == waiting_
        assert counts.enrolled == sum(is_of(facts, *one) for one in enrolled), facts
        assert counts.enrolled == rows[pk].accepted + rows[pk].enrolled
        assert counts.online == sum(is_of(facts, *one) for one in online_), facts


def test_the_facts_are_those_that_are_asked_for() -> None:
    assert {fact.name for fact in FACTS} == set(CountedFact) == set(GIVEN_FACTS)
