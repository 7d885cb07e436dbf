"""Texts of consents: begun from what ships, published whole and once, then followed by a next."""

import pytest

from courses.calls.actions import calls, consents
from courses.calls.actions.calls import CallIncomplete
from courses.calls.models import ConsentTerm
from courses.calls.statuses import ConsentKind
from ivi_training.guards.actions.publishing import NotComplete, PublishedAlready
from tests.factories.accounts import UserFactory
from tests.factories.courses import CallFactory, CohortFactory, ProgramFactory, consent_of

pytestmark = pytest.mark.django_db


def test_ready_texts_begin_every_kind_once_and_are_whole():
    program = ProgramFactory()
    made = consents.start(program)
    assert {term.kind for term in made} == set(ConsentKind) - {ConsentKind.COLLECTION}
    assert [consents.what_is_missing(term) for term in made] == [[]] * len(made)
    assert consents.start(program) == []


def test_only_what_the_program_needs_is_required():
    required = {text["kind"] for text in consents.templates() if text["is_required"]}
    assert required == {ConsentKind.COLLECTION, ConsentKind.PROVISION}


def test_text_is_published_once():
    term = consents.start(ProgramFactory())[0]
    consents.publish(term, by=UserFactory())
    with pytest.raises(PublishedAlready):
        consents.publish(term, by=UserFactory())


def test_text_without_korean_or_recipients_is_refused():
    term = next(t for t in consents.start(ProgramFactory()) if t.kind == ConsentKind.TRANSFER)
    ConsentTerm.objects.filter(pk=term.pk).update(refusal_ko=" ", recipients_en="")
    with pytest.raises(NotComplete) as refused:
        consents.publish(term, by=UserFactory())
    assert refused.value.then == [
        "what happens on refusal (Korean)",
        "who receives them (English)",
    ]


def test_newest_published_version_is_asked():
    program = ProgramFactory()
    first = program.consent_terms.get()
    second = consents.next_version(first)
    assert consents.next_version(first) == second
    assert list(ConsentTerm.objects.in_force().filter(program=program)) == [first]
    consents.publish(second, by=UserFactory())
    assert list(ConsentTerm.objects.in_force().filter(program=program)) == [second]


def test_call_without_a_consent_to_ask_for_is_not_published():
    cohort = CohortFactory(program__consent=False)
    call = CallFactory(program=cohort.program)
    call.cohorts.add(cohort)
    with pytest.raises(CallIncomplete, match="consent"):
        calls.publish(call, by=UserFactory())


def test_optional_text_is_not_enough_for_a_call():
    program = ProgramFactory()
    consent_of(program, "news")
    assert consents.may_recruit(program.pk)
    assert not consents.may_recruit(ProgramFactory(consent=False).pk)
