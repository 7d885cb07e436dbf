"""Endorsements: asked of another person, answered once by a link, frozen when signed."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.endorsements import (
    DIRECTOR,
    asking_call,
    endorsement,
    endorsement_rule,
    sign,
    token,
)
from tests.factories.mails import text_of
from tests.factories.trainees import draft, offered, submitted
from trainees import tasks
from trainees.applying.actions import endorsements, form_pages
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.errors import (
    ApplicationIncomplete,
    EndorsementClosed,
    EndorserRefused,
    RemindedLately,
)
from trainees.applying.models import Application, Endorsement
from trainees.portal.actions import withdrawals
from trainees.screening.actions import submissions

pytestmark = pytest.mark.django_db


def to(template: str) -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(kind=f"endorsement_{template}"))


def lacks(application: Application) -> list[str]:
    return [str(gap) for gap in form_pages.gaps(application)]


def test_the_person_gets_a_link_that_is_kept_as_a_digest_only():
    asked = endorsement()
    (mail,) = to("asked")
    assert (mail.recipient, mail.is_secret) == (DIRECTOR.email, True)
    assert asked.link_digest == endorsements.digest(token(asked))
    assert token(asked) not in str(Endorsement.objects.values().get())


def test_deadline_is_the_end_of_the_last_day_in_seoul():
    asked = endorsement(days=3)
    due = timezone.localtime(asked.due_at)
    assert (due.date() - timezone.localdate()).days == 3
    assert (due.hour, due.minute) == (23, 59)


def test_nothing_is_missing_where_the_call_asks_for_nothing():
    assert lacks(draft()) == []


def test_naming_the_person_is_enough_to_submit_unless_the_call_waits():
    application = draft()
    rule = endorsement_rule(application.call)
    assert lacks(application) == ["Endorsement by the employer: name the person"]
    with pytest.raises(ApplicationIncomplete):
        submissions.submit(application, by=application.applicant.user)
    endorsement(application)
    assert lacks(application) == []
    type(rule).objects.update(is_awaited=True)
    assert lacks(application) == ["Endorsement by the employer: not signed yet"]


def test_what_is_optional_is_never_missing():
    application = draft()
    endorsement_rule(application.call, is_required=False)
    assert lacks(application) == []
    submissions.submit(application, by=application.applicant.user)


def test_awaited_signature_completes_the_draft():
    application = draft()
    endorsement_rule(application.call, is_awaited=True)
    sign(endorsement(application))
    submissions.submit(application, by=application.applicant.user)
    assert application.status == "submitted"


def test_declined_and_expired_requests_are_missing_again():
    application = draft()
    asked = endorsement(application)
    endorsements.decline(asked, reason="")
    expected = ["Endorsement by the employer: name another person, or ask again"]
    assert lacks(application) == expected
    again = endorsement(application)
    with time_machine.travel(again.due_at + timedelta(minutes=1)):
        tasks.follow_endorsements()
    assert lacks(application) == expected
    assert len(to("declined")) == len(to("expired")) == 1


@pytest.mark.parametrize("spelling", ["me@nanogen.example", "ME@Nanogen.Example"])
def test_applicant_cannot_endorse_themselves(spelling: str):
    application = draft(applicant__user=UserFactory(email="me@nanogen.example"))
    rule = endorsement_rule(application.call)
    myself = Endorser("Me", "Engineer", "Nanogen", spelling)
    with pytest.raises(EndorserRefused):
        endorsements.ask(application, rule, myself, by=application.applicant.user)
    assert not Endorsement.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"employer_name": ""},
        {"job_title": ""},
        {"applicant__given_names": "", "applicant__family_name": ""},
    ],
)
def test_nobody_is_asked_to_endorse_a_stranger(facts: dict[str, str]):
    application = draft(**facts)
    with pytest.raises(ApplicationIncomplete):
        endorsement(application)


def test_naming_another_person_ends_the_earlier_link():
    first = endorsement()
    second = endorsement(first.application, Endorser("Tran", "Head", "Nanogen", "t@n.example"))
    first.refresh_from_db()
    assert (first.status, second.status) == ("ended", "asked")
    with pytest.raises(EndorsementClosed):
        sign(first)


def test_what_is_signed_is_not_asked_again():
    asked = endorsement()
    sign(asked)
    with pytest.raises(EndorsementClosed):
        endorsement(asked.application)


def test_only_so_many_people_are_asked():
    application = draft()
    for _person in range(endorsements.MOST_PEOPLE):
        endorsement(application)
    with pytest.raises(EndorserRefused):
        endorsement(application)


def test_nobody_is_asked_after_the_decision():
    offer = offered(asking_call())
    with pytest.raises(EndorsementClosed):
        endorsement(offer.application)


def test_after_submission_another_person_can_be_named():
    application = draft()
    endorsements.decline(endorsement(application, is_required=False), reason="Away")
    submissions.submit(application, by=application.applicant.user)
    assert endorsement(application).is_open


def test_signing_keeps_the_words_and_tells_both():
    asked = endorsement()
    sign(asked, releases_time=False)
    kept = Endorsement.objects.get()
    assert (kept.status, kept.signed_name, kept.releases_time, kept.text) == (
        "signed", "Nguyen Van Minh", False, "Our best engineer.",
    )  # fmt: skip
    (told,), (receipt,) = to("signed"), to("receipt")
    assert "Our best engineer." not in told.text + told.html
    assert (told.recipient_user, receipt.recipient) == (
        asked.application.applicant.user, DIRECTOR.email,
    )  # fmt: skip


def test_release_is_not_kept_where_the_call_does_not_ask():
    asked = endorsement(confirms_release=False)
    sign(asked, releases_time=True)
    assert Endorsement.objects.get().releases_time is None


def test_answered_once():
    asked = endorsement()
    copy = Endorsement.objects.with_related().get()
    sign(asked)
    for step in (lambda: sign(copy), lambda: endorsements.decline(copy, reason="No")):
        with pytest.raises(EndorsementClosed):
            step()


def test_nothing_is_signed_after_the_deadline():
    asked = endorsement()
    with (
        time_machine.travel(asked.due_at + timedelta(seconds=1)),
        pytest.raises(EndorsementClosed),
    ):
        sign(asked)


def test_withdrawal_ends_the_links():
    asked = endorsement(submitted(asking_call()))
    withdrawals.withdraw(asked.application, by=asked.application.applicant.user)
    assert Endorsement.objects.get().status == "ended"
    with pytest.raises(EndorsementClosed):
        sign(asked)


def test_links_are_found_by_their_whole_token_only():
    asked = endorsement()
    assert endorsements.find(asked.pk, token(asked)) == asked
    for pk, wrong in [(asked.pk, "wrong"), (asked.pk, ""), (asked.pk + 1, token(asked)), (0, "")]:
        assert endorsements.find(pk, wrong) is None


def test_reminder_of_the_applicant_replaces_the_link_and_rests():
    asked = endorsement()
    old = token(asked)
    with pytest.raises(RemindedLately):
        endorsements.remind(asked)
    with time_machine.travel(timezone.now() + endorsements.REST):
        endorsements.remind(asked)
    assert endorsements.find(asked.pk, old) is None
    assert endorsements.find(asked.pk, token(asked)) == asked


def test_clock_reminds_once_before_the_deadline_and_then_ends():
    asked = endorsement(days=10)
    tasks.follow_endorsements()
    assert not to("reminded")
    with time_machine.travel(asked.due_at - timedelta(days=2)):
        tasks.follow_endorsements()
        tasks.follow_endorsements()
    assert len(to("reminded")) == 1
    with time_machine.travel(asked.due_at + timedelta(minutes=1)):
        tasks.follow_endorsements()
        tasks.follow_endorsements()
    assert (Endorsement.objects.get().status, len(to("expired"))) == ("expired", 1)


def test_clock_leaves_what_is_answered_alone():
    asked = endorsement()
    stale = Endorsement.objects.with_related().get()
    sign(asked)
    endorsements.remind_by_the_clock(stale)
    endorsements.expire(stale)
    assert (Endorsement.objects.get().status, to("reminded")) == ("signed", [])


def test_mail_is_in_the_language_that_the_applicant_chose():
    person = Endorser("홍길동", "원장", "Nanogen", "hong@nanogen.example", "ko")
    asked = endorsement(person=person)
    (mail,) = to("asked")
    assert mail.language == "ko"
    assert asked.rule.label_ko in text_of(mail)
