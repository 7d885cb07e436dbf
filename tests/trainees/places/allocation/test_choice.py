"""An allocation against an exhaustive search, and its properties over random programs."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainees.places.allocation.choice import Choice, FloorsDoNotFit, Method, choose
from trainees.places.allocation.problem import Candidate, Limit

GENDERS, STREAMS, COUNTRIES = "fm", ["LMIC", "KOREA"], ["VN", "IN", "KR"]
FACTS = {"gender": GENDERS, "stream": STREAMS, "country": COUNTRIES}
SMALL, LARGE = 8, 60


@st.composite
def limits(draw: st.DrawFn, most: int) -> list[Limit]:
    """A program's total and some overlapping limits, with or without reserved places."""
    total = draw(st.integers(0, most))
    made = [Limit(0, {}, total)]
    wanted = draw(
        st.lists(
            st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in FACTS.items()}),
            max_size=6,
            unique_by=lambda facts: tuple(sorted(facts.items())),
        )
    )
    for key, facts in enumerate((facts for facts in wanted if facts), start=1):
        free = draw(st.integers(0, most))
        made.append(Limit(key, facts, free, draw(st.integers(0, free))))
    return made


def people(most: int) -> Any:
    person = st.fixed_dictionaries({name: st.sampled_from(v) for name, v in FACTS.items()})
    return st.lists(person, max_size=most).map(
        lambda rows: [Candidate(key, facts) for key, facts in enumerate(rows)]
    )


@given(limits(SMALL), people(SMALL))
def test_the_choice_is_the_best_of_all_selections(given: list[Limit], ranked: list[Candidate]):
    if refused(given):
        return
    choice = choose(given, ranked)
    floors = [limit for limit in given if limit.reserved]
    allowed = [chosen for chosen in every_selection(ranked) if fits(given, chosen)]
    least = min(tuple(lacking(floor, chosen) for floor in floors) for chosen in allowed)
    as_good = [c for c in allowed if tuple(lacking(floor, c) for floor in floors) == least]
    best = max(as_good, key=lambda chosen: [person in chosen for person in ranked])
    assert choice.taken == {person.key for person in best}
    assert [s.lacking for s in choice.shortfalls] == [number for number in least if number]


@given(limits(LARGE), people(LARGE))
def test_no_limit_is_passed_and_no_reserved_place_given_away(
    given: list[Limit], ranked: list[Candidate]
):
    if not refused(given):
        assert fits(given, taken(choose(given, ranked), ranked))


@given(limits(LARGE), people(LARGE))
def test_nobody_is_passed_over_by_a_lower_ranked_one_with_the_same_facts(
    given: list[Limit], ranked: list[Candidate]
):
    if refused(given):
        return
    choice = choose(given, ranked)
    passed_over: set[tuple[Any, ...]] = set()
    for person in ranked:
        facts = tuple(person.facts.values())
        if person.key not in choice.taken:
            passed_over.add(facts)
        assert person.key not in choice.taken or facts not in passed_over


@given(limits(LARGE), people(LARGE))
def test_no_floor_is_unmet_while_a_matching_candidate_could_be_taken(
    given: list[Limit], ranked: list[Candidate]
):
    if refused(given):
        return
    choice = choose(given, ranked)
    chosen = taken(choice, ranked)
    for floor in given:
        if not lacking(floor, chosen):
            continue
        waiting = [p for p in ranked if p.key not in choice.taken and floor.matches(p.facts)]
        assert not any(fits(given, [*chosen, person]) for person in waiting)


@given(limits(LARGE), people(LARGE))
def test_the_same_question_has_the_same_answer(given: list[Limit], ranked: list[Candidate]):
    if not refused(given):
        assert choose(given, ranked) == choose(given, ranked)


@given(limits(LARGE), people(LARGE))
def test_everybody_not_taken_is_told_a_limit_in_the_way(
    given: list[Limit], ranked: list[Candidate]
):
    if refused(given):
        return
    choice = choose(given, ranked)
    assert choice.taken | choice.obstacles.keys() == {person.key for person in ranked}
    for person in ranked:
        obstacle = choice.obstacles.get(person.key)
        if obstacle and not obstacle.is_reserved:
            assert obstacle.limit.matches(person.facts)
        elif obstacle:
            assert obstacle.limit.reserved


def test_places_reserved_for_women_are_kept_for_those_still_to_come():
    total, women = Limit(1, {}, 2), Limit(2, {"gender": "f"}, 2, reserved=1)
    ranked = [Candidate(key, {"gender": gender}) for key, gender in enumerate("mmf")]
    choice = choose([total, women], ranked)
    assert choice.taken == {0, 2}
    assert choice.obstacles[1].limit == women
    assert choice.obstacles[1].is_reserved
    assert choice.method == Method.SOLVER


def test_a_floor_no_candidate_can_meet_keeps_its_places_and_says_so():
    total, women = Limit(1, {}, 3), Limit(2, {"gender": "f"}, 2, reserved=2)
    ranked = [Candidate(key, {"gender": gender}) for key, gender in enumerate("mmmf")]
    choice = choose([total, women], ranked)
    assert choice.taken == {0, 3}
    [shortfall] = choice.shortfalls
    assert (shortfall.floor, shortfall.lacking, shortfall.candidates) == (women, 1, 1)


def test_two_floors_met_by_one_person_reserve_one_place():
    limits = [
        Limit(1, {}, 2),
        Limit(2, {"gender": "f"}, 2, reserved=1),
        Limit(3, {"stream": "LMIC"}, 2, reserved=1),
    ]
    ranked = [
        Candidate(0, {"gender": "m", "stream": "KOREA"}),
        Candidate(1, {"gender": "m", "stream": "LMIC"}),
        Candidate(2, {"gender": "f", "stream": "KOREA"}),
        Candidate(3, {"gender": "f", "stream": "LMIC"}),
    ]
    assert choose(limits, ranked).taken == {0, 3}


def test_without_floors_places_are_only_counted():
    choice = choose([Limit(1, {}, 1)], [Candidate(0, {}), Candidate(1, {})])
    assert choice.method == Method.COUNTING
    assert choice.obstacles[1].limit.key == 1


def test_floors_beyond_the_total_are_refused_with_their_numbers():
    total = Limit(1, {}, 3)
    floors = [Limit(n, {"stream": s}, 3, reserved=2) for n, s in enumerate(STREAMS, start=2)]
    with pytest.raises(FloorsDoNotFit) as refusal:
        choose([total, *floors], [])
    assert refusal.value.reserve.container == total
    assert refusal.value.reserve.over == 1


def refused(given: list[Limit]) -> bool:
    """Whether the floors alone are too many; that they are said to be is part of each test."""
    if fits(given, []):
        return False
    with pytest.raises(FloorsDoNotFit):
        choose(given, [])
    return True


def taken(choice: Choice, ranked: list[Candidate]) -> list[Candidate]:
    return [person for person in ranked if person.key in choice.taken]


def every_selection(ranked: list[Candidate]) -> list[list[Candidate]]:
    """All subsets."""
    return [
        [person for person, is_in in zip(ranked, pattern, strict=True) if is_in]
        for pattern in product([True, False], repeat=len(ranked))
    ]


def lacking(floor: Limit, chosen: list[Candidate]) -> int:
    return max(0, floor.reserved - counted(floor, chosen))


def counted(limit: Limit, chosen: list[Candidate]) -> int:
    return sum(limit.matches(person.facts) for person in chosen)


def fits(given: list[Limit], chosen: list[Candidate]) -> bool:
    """The rule in plain words: what is taken and what stays reserved fits into every limit."""
    for limit in given:
        inside: dict[tuple[str, ...], int] = {(): 0}
        for floor in given:
            if floor.lies_within(limit):
                columns = tuple(sorted(floor.facts))
                inside[columns] = inside.get(columns, 0) + lacking(floor, chosen)
        if counted(limit, chosen) + max(inside.values()) > limit.free:
            return False
    return True
