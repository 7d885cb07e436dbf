"""Before you come: asked with the enrolment, answered by trainees only, sent in once, returned."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.calls.actions import forms
from courses.cohorts.models import Cohort
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.pages.clocks import end_of_day
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.files import pdf
from tests.factories.onboardings import (
    ANSWERS,
    acceptance_form,
    answer,
    asked,
    onboarding_of,
    sent_in,
)
from tests.factories.trainees import later_cohort, offered
from trainees import tasks
from trainees.applying.actions import answers, drafts
from trainees.applying.errors import StaleDraft
from trainees.applying.models import Answer, Document
from trainees.joining.actions import deferrals, offers, onboardings
from trainees.joining.errors import OnboardingClosed, OnboardingIncomplete
from trainees.joining.models import Enrolment, Onboarding
from trainees.portal.actions import withdrawals

pytestmark = pytest.mark.django_db


def mails(kind: str) -> list[str]:
    """To whom this mail is queued."""
    found = OutgoingEmail.objects.filter(kind=f"onboarding_{kind}")
    return list(found.values_list("recipient", flat=True))


def accepted_without_form() -> Enrolment:
    offer = offered(open_call())
    return offers.accept(offer, by=offer.application.applicant.user)


def test_acceptance_asks_with_the_deadline_of_the_call_and_tells():
    call = open_call(onboarding_days=5)
    onboarding = asked(call)
    assert onboarding.due_at == end_of_day(5)
    assert mails("asked") == [onboarding.application.applicant.user.email]


def test_call_without_form_asks_nothing():
    enrolment = accepted_without_form()
    assert not Onboarding.objects.filter(enrolment=enrolment).exists()
    tasks.follow_onboardings()
    assert mails("asked") == []


def test_clock_asks_those_who_accepted_before_the_form_was_published_once():
    enrolment = accepted_without_form()
    acceptance_form(enrolment.application.call)
    tasks.follow_onboardings()
    tasks.follow_onboardings()
    assert Onboarding.objects.get().enrolment == enrolment
    assert mails("asked") == [enrolment.application.applicant.user.email]


def test_clock_asks_nobody_whose_course_has_begun():
    enrolment = accepted_without_form()
    acceptance_form(enrolment.application.call)
    Cohort.objects.update(starts_on=timezone.localdate())
    tasks.follow_onboardings()
    assert not Onboarding.objects.exists()


def test_answers_are_kept_apart_from_those_of_the_application_and_sent_in_once():
    onboarding = asked()
    answer(onboarding, **ANSWERS, airport="SGN", copy=pdf())
    application = onboarding.application
    assert answers.read(application).values == {}
    assert set(onboardings.read(onboarding).values) == {*ANSWERS, "airport", "copy"}
    by = application.applicant.user
    onboardings.send_in(onboarding, by=by)
    onboardings.send_in(onboarding, by=by)
    assert [change.after for change in onboarding.changes()] == ["sent_in"]
    # The other answer hides it: nobody meant to hand it in.
    assert not Answer.objects.filter(question__key="airport").exists()
    with pytest.raises(StaleDraft):
        answer(onboarding, passport="M999")


def test_what_is_missing_is_named():
    onboarding = asked()
    answer(onboarding, passport="M123", from_abroad="yes")
    with pytest.raises(OnboardingIncomplete) as refused:
        onboardings.send_in(onboarding, by=UserFactory())
    assert [str(label) for label in refused.value.then] == ["Airport"]


def test_second_tab_does_not_overwrite():
    onboarding = asked()
    other = onboarding_of(onboarding.application)
    answer(onboarding, passport="M123")
    with pytest.raises(StaleDraft):
        answer(other, passport="M999")


def test_withdrawn_trainee_changes_nothing_any_more():
    onboarding = asked()
    answer(onboarding, **ANSWERS)
    withdrawals.withdraw(onboarding.application, by=onboarding.application.applicant.user)
    onboarding = onboarding_of(onboarding.application)
    assert not onboarding.is_open
    with pytest.raises(OnboardingClosed):
        answer(onboarding, passport="M999")
    with pytest.raises(OnboardingClosed):
        onboardings.send_in(onboarding, by=UserFactory())


def test_database_refuses_the_answer_of_somebody_whose_offer_was_taken_back():
    onboarding = asked()
    offers.rescind(onboarding.enrolment.offer, by=UserFactory(), reason="Visa refused")
    with pytest.raises(IntegrityError, match="no place"), transaction.atomic():
        answers.write(
            onboarding.application,
            {q: "M1" for q in onboardings.read(onboarding).questions if q.key == "passport"},
        )


def test_office_opens_it_again_and_the_trainee_is_told():
    onboarding, by = sent_in(), UserFactory()
    due_at = timezone.now() + timedelta(days=3)
    onboardings.give_back(onboarding, text="The number lacks a digit.", due_at=due_at, by=by)
    assert (onboarding.is_open, onboarding.due_at) == (True, due_at)
    assert mails("returned") == [onboarding.application.applicant.user.email]
    answer(onboarding, passport="M1234")
    onboardings.send_in(onboarding, by=onboarding.application.applicant.user)
    assert onboardings.read(onboarding).values["passport"] == "M1234"


def test_open_one_follows_the_newest_form_and_what_is_sent_in_stays_bound():
    call = open_call()
    first, second = asked(call), sent_in(call, applicant__given_names="Lan")
    answer(first, passport="M1", meals="Halal")
    draft = forms.start_draft(call, "acceptance", like=first.form_version)
    draft.questions.get(key="meals").delete()
    forms.publish(draft, by=UserFactory())
    answer(first, from_abroad="no")
    first.refresh_from_db()
    assert first.form_version == draft
    assert set(
        Answer.objects.filter(application=first.application).values_list(
            "question__version", "question__key"
        )
    ) == {(draft.pk, "passport"), (draft.pk, "from_abroad")}
    assert onboardings.read(onboarding_of(second.application)).version == second.form_version


def test_reminder_comes_once_for_each_deadline():
    onboarding = asked(open_call(onboarding_days=2, reminder_days=3))
    tasks.follow_onboardings()
    tasks.follow_onboardings()
    assert mails("reminded") == [onboarding.application.applicant.user.email]


def test_nobody_is_reminded_early_or_after_sending_in():
    asked(open_call(onboarding_days=9, reminder_days=3))
    sent_in(open_call(onboarding_days=2, reminder_days=3))
    tasks.follow_onboardings()
    assert mails("reminded") == []


def test_who_comes_to_a_later_cohort_finds_the_answers_and_sends_them_in_again():
    onboarding = sent_in()
    cohort = later_cohort(onboarding.enrolment.cohort)
    offer = onboarding.enrolment.offer
    deferrals.defer(offer, cohort, by=UserFactory(), reason="Ill")
    following = onboarding_of(onboarding.application)
    assert (following.enrolment.cohort, following.is_open) == (cohort, True)
    assert onboardings.read(following).values == ANSWERS
    onboardings.send_in(following, by=UserFactory())
    assert Document.objects.filter(application=onboarding.application).count() == 1


def test_draft_of_an_application_hears_nothing_of_it():
    onboarding = asked()
    application = onboarding.application
    question = onboardings.read(onboarding).questions[0]
    with pytest.raises(StaleDraft):
        drafts.save(application, application.applicant, answers={question: "M1"})
