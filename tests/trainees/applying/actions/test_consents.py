"""Consents: written down as said, asked anew when the text changes, a no ends what rests on it."""

from typing import Any

import pytest

from courses.calls.actions import consents as texts
from courses.calls.models import ConsentTerm
from tests.factories.accounts import UserFactory
from tests.factories.courses import consent_of, open_call
from tests.factories.trainees import draft, offered, submitted
from trainees.applying.actions import consents, form_pages
from trainees.applying.errors import ApplicationIncomplete
from trainees.applying.models import Application, Consent
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.statuses import OfferStatus
from trainees.portal.actions import withdrawals
from trainees.portal.errors import ConsentChanged
from trainees.screening.actions import submissions

pytestmark = pytest.mark.django_db


def said(application: Application) -> list[str]:
    ordered = application.applicant.consents.order_by("pk")
    return list(ordered.values_list("answer", flat=True))


def answer(application: Application, term: ConsentTerm, *, agrees: bool) -> None:
    user = application.applicant.user
    withdrawals.answer(application.applicant, term, agrees=agrees, by=user)


def changed(term: ConsentTerm) -> ConsentTerm:
    """The next version of the text, published."""
    version = texts.next_version(term)
    texts.publish(version, by=UserFactory())
    return version


def test_every_change_of_mind_is_a_row_and_a_repetition_none():
    application = draft()
    term = application.call.program.consent_terms.get()
    for agrees in (True, False, False, True):
        consents.record(application.applicant, {term: agrees})
    assert said(application) == ["given", "withdrawn", "given"]


def test_refused_consent_is_a_gap_that_is_named():
    application = draft()
    term = application.call.program.consent_terms.get()
    consents.record(application.applicant, {term: False})
    assert [gap.field for gap in form_pages.gaps(application)] == [term.field]
    with pytest.raises(ApplicationIncomplete) as refused:
        submissions.submit(application, by=application.applicant.user)
    assert refused.value.then == [term.title]


def test_optional_consent_blocks_nothing():
    call = open_call()
    news = consent_of(call.program, "news")
    application = draft(call)
    consents.record(application.applicant, {news: False})
    submissions.submit(application, by=application.applicant.user)
    assert application.status == ApplicationStatus.SUBMITTED


def test_changed_text_is_asked_anew():
    application = submitted()
    term = application.call.program.consent_terms.get()
    assert consents.changed_questions(application.applicant) == []
    version = changed(term)
    assert [one.term for one in consents.changed_questions(application.applicant)] == [version]
    with pytest.raises(ConsentChanged):
        answer(application, term, agrees=True)
    answer(application, version, agrees=True)
    assert consents.changed_questions(application.applicant) == []


def test_draft_under_an_earlier_text_is_not_handed_in():
    application = draft()
    changed(application.call.program.consent_terms.get())
    with pytest.raises(ApplicationIncomplete):
        submissions.submit(application, by=application.applicant.user)


def test_withdrawing_what_is_required_takes_the_application_and_its_offer_back():
    offer = offered()
    application = offer.application
    term = application.call.program.consent_terms.get()
    assert withdrawals.applications_that_need(application.applicant, term) == [application]
    answer(application, term, agrees=False)
    application.refresh_from_db()
    offer.refresh_from_db()
    assert application.status == ApplicationStatus.WITHDRAWN
    assert offer.status == OfferStatus.DECLINED
    assert said(application) == ["given", "withdrawn"]


def test_withdrawing_what_is_optional_takes_nothing_back():
    call = open_call()
    news = consent_of(call.program, "news")
    application = submitted(call)
    answer(application, news, agrees=False)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.SUBMITTED


def test_what_is_asked_is_one_query(django_assert_num_queries: Any):
    application = draft()
    for kind in ("news", "pictures"):
        consent_of(application.call.program, kind)
    with django_assert_num_queries(1):
        asked = consents.questions_for(application.applicant, application.call.program_id)
    assert [(one.term.kind, one.said) for one in asked] == [
        ("collection", "Given"), ("news", ""), ("pictures", ""),
    ]  # fmt: skip
    assert Consent.objects.count() == 1
