import smtplib
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection as database
from django.db.models import F
from django.utils import timezone
from pytest_django import Settings

from ivi_training.outbox import delivery
from ivi_training.outbox.actions import emails
from ivi_training.outbox.delivery import deliver_due
from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from ivi_training.outbox.statuses import EmailStatus, WhenUnsure
from tests.factories.accounts import UserFactory
from tests.factories.mails import html_of, text_of
from tests.ivi_training.outbox.mail_server import ACCEPT_AND_DROP, DROP, MailServer

pytestmark = pytest.mark.django_db

Queue = Callable[..., OutgoingEmail]


def again(email: OutgoingEmail) -> OutgoingEmail:
    return OutgoingEmail.objects.get(pk=email.pk)


def make_due(email: OutgoingEmail) -> None:
    OutgoingEmail.objects.filter(pk=email.pk).update(next_attempt_at=timezone.now())


def test_sent_is_what_the_server_accepted(mail_server: MailServer, in_outbox: Queue) -> None:
    email = in_outbox(subject="Größe 크기", text="Grüße 안녕\n", language="ko")
    assert deliver_due() == {"sent": 1}
    email = again(email)
    assert (email.status, email.attempts, email.last_response) == ("sent", 1, "250 2.0.0 OK")
    assert email.sent_at is not None
    [message] = mail_server.accepted
    assert message["Message-ID"] == email.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ko"
    assert message["Subject"] == "Größe 크기"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Grüße 안녕"


def test_answers_go_where_they_are_wanted(
    mail_server: MailServer, in_outbox: Queue, settings: Settings
) -> None:
    settings.MAIL_REPLY_TO = "people@example.org"
    in_outbox()
    deliver_due()
    assert mail_server.accepted[0]["Reply-To"] == "people@example.org"


def test_one_connection_for_all_and_urgent_first(mail_server: MailServer, in_outbox: Queue) -> None:
    first, second, urgent = in_outbox(), in_outbox(), in_outbox(is_urgent=True)
    assert deliver_due() == {"sent": 3}
    assert mail_server.ids() == [urgent.message_id, first.message_id, second.message_id]
    assert mail_server.connections == 1


def test_limit_and_time_end_a_run(mail_server: MailServer, in_outbox: Queue) -> None:
    for _ in range(3):
        in_outbox()
    assert deliver_due(limit=2) == {"sent": 2}
    assert deliver_due(seconds=0) == {}
    assert len(mail_server.accepted) == 2


def test_mail_that_is_not_due_waits(mail_server: MailServer, in_outbox: Queue) -> None:
    in_outbox(next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert deliver_due() == {}
    assert mail_server.connections == 0


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_temporary_refusal_waits_and_blocks_nobody(
    mail_server: MailServer, in_outbox: Queue, command: str
) -> None:
    email, other = in_outbox(), in_outbox()
    mail_server.answer(command, "451 4.3.0 Try later")
    assert deliver_due() == {"queued": 1, "sent": 1}
    email = again(email)
    assert (email.status, email.deferrals, email.last_response) == (
        "queued",
        1,
        "451 4.3.0 Try later",
    )
    assert email.next_attempt_at <= timezone.now() + timedelta(seconds=30)
    assert mail_server.ids() == [other.message_id]
    assert mail_server.connections == 1
    make_due(email)
    assert deliver_due() == {"sent": 1}


@pytest.mark.parametrize(
    ("deferrals", "longest"), [(0, 30), (1, 60), (6, 1920), (7, 3600), (99, 3600)]
)
def test_waits_double_up_to_an_hour(
    mail_server: MailServer, in_outbox: Queue, deferrals: int, longest: int
) -> None:
    emails = [in_outbox(deferrals=deferrals) for _ in range(20)]
    mail_server.answer("RCPT", *["450 Busy"] * len(emails))
    with time_machine.travel(timezone.now(), tick=False):
        deliver_due()
        waits = [
            (again(email).next_attempt_at - timezone.now()).total_seconds() for email in emails
        ]
    assert longest * 0.5 < max(waits) <= longest
    assert min(waits) < longest * 0.5


def test_patience_ends_after_three_days(mail_server: MailServer, in_outbox: Queue) -> None:
    email = in_outbox()
    mail_server.answer("RCPT", "450 Busy", "450 Busy", "450 Busy")
    deliver_due()
    for hours, status in [(71, EmailStatus.QUEUED), (73, EmailStatus.FAILED)]:
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            deliver_due()
            assert again(email).status == status
    assert again(email).last_response == "450 Busy"


@pytest.mark.parametrize(("command", "answer"), [("RCPT", "550 5.7.1 No"), ("DATA", "554 Spam")])
def test_refusal_is_final(
    mail_server: MailServer, in_outbox: Queue, command: str, answer: str
) -> None:
    email, _other = in_outbox(), in_outbox()
    mail_server.answer(command, answer)
    assert deliver_due() == {"refused": 1, "sent": 1}
    assert again(email).last_response == answer
    assert not RefusedAddress.objects.exists()


def test_unknown_address_is_not_tried_again(mail_server: MailServer, in_outbox: Queue) -> None:
    in_outbox(recipient="Gone@example.org")
    later, other = in_outbox(recipient="gone@example.org"), in_outbox()
    mail_server.answer("RCPT", "550 5.1.1 No such user")
    assert deliver_due() == {"refused": 2, "sent": 1}
    assert "550 5.1.1 No such user" in again(later).last_response
    assert mail_server.commands.count("RCPT") == 2
    assert mail_server.ids() == [other.message_id]


def test_mail_too_large_is_refused(mail_server: MailServer, in_outbox: Queue) -> None:
    in_outbox()
    mail_server.answer("MAIL", "552 5.3.4 Too large")
    assert deliver_due() == {"refused": 1}


@pytest.mark.parametrize("answer", ["421 4.7.0 Enough for now", DROP])
def test_session_that_the_server_ends_is_renewed(
    mail_server: MailServer, in_outbox: Queue, answer: str
) -> None:
    in_outbox(), in_outbox()
    mail_server.answer("MAIL", "250 OK", answer)
    assert deliver_due() == {"sent": 2}
    assert mail_server.connections == 2
    assert set(OutgoingEmail.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.parametrize(("answer", "copies"), [(DROP, 1), (ACCEPT_AND_DROP, 2)])
def test_unsure_decision_is_sent_again_with_the_same_id(
    mail_server: MailServer, in_outbox: Queue, answer: str, copies: int
) -> None:
    email = in_outbox()
    mail_server.answer("DATA", answer)
    assert deliver_due() == {"queued": 1}
    make_due(email)
    assert deliver_due() == {"sent": 1}
    assert mail_server.ids() == [email.message_id] * copies


@pytest.mark.parametrize("answer", [DROP, ACCEPT_AND_DROP, "garbage"])
def test_unsure_announcement_waits_for_a_person(
    mail_server: MailServer, in_outbox: Queue, answer: str
) -> None:
    email, _other = in_outbox(when_unsure=WhenUnsure.HOLD), in_outbox()
    mail_server.answer("DATA", answer)
    assert deliver_due() == {"uncertain": 1, "sent": 1}
    assert again(email).sent_at is None


@pytest.mark.parametrize("command", ["RCPT", "TEXT"])
def test_line_lost_before_the_text_is_no_doubt(
    mail_server: MailServer, in_outbox: Queue, command: str
) -> None:
    email = in_outbox(when_unsure=WhenUnsure.HOLD)
    mail_server.answer(command, DROP)
    assert deliver_due() == {"queued": 1}
    assert (again(email).deferrals, again(email).doubts) == (1, 0)


def test_line_lost_within_the_text_is_no_doubt(
    mail_server: MailServer, in_outbox: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = in_outbox(when_unsure=WhenUnsure.HOLD)

    def hang_up(session: smtplib.SMTP, _text: bytes) -> None:
        session.sock.shutdown(socket.SHUT_RDWR)

    monkeypatch.setattr(smtplib.SMTP, "send", after(smtplib.SMTP.send, hang_up, _is_text))
    assert deliver_due() == {"queued": 1}
    assert (again(email).deferrals, again(email).doubts) == (1, 0)
    assert mail_server.accepted == []


def _is_text(sent: object) -> bool:
    return isinstance(sent, bytes) and b"Message-ID" in sent


def after(
    act: Callable[..., None], then: Callable[..., None], when: Callable[[object], bool]
) -> Callable[..., None]:
    def both(session: smtplib.SMTP, sent: object) -> None:
        act(session, sent)
        if when(sent):
            then(session, sent)

    return both


def test_server_that_takes_its_time_over_the_text_gets_it_once(
    mail_server: MailServer, in_outbox: Queue, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 1
    in_outbox()
    mail_server.on_data = lambda: time.sleep(1.5)
    assert deliver_due() == {"sent": 1}
    assert len(mail_server.accepted) == 1


def test_decision_in_doubt_a_second_time_waits_for_a_person(
    mail_server: MailServer, in_outbox: Queue
) -> None:
    email = in_outbox()
    mail_server.answer("DATA", *[ACCEPT_AND_DROP] * 5)
    for status in ("queued", "uncertain"):
        make_due(email)
        assert deliver_due() == {status: 1}
    make_due(email)
    assert deliver_due() == {}
    assert mail_server.ids() == [email.message_id] * 2
    emails.resend(again(email), by=UserFactory())
    assert deliver_due() == {"queued": 1}


def test_text_arrives_as_it_was_written(mail_server: MailServer, in_outbox: Queue) -> None:
    in_outbox(text=".\n..\n.hidden\nend", html="")
    assert deliver_due() == {"sent": 1}
    body = mail_server.accepted[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().split() == [".", "..", ".hidden", "end"]


def test_server_that_breaks_every_line_is_left_alone(
    mail_server: MailServer, in_outbox: Queue
) -> None:
    for _ in range(5):
        in_outbox()
    mail_server.answer("MAIL", *[DROP] * 10)
    assert deliver_due() == {"queued": 3}
    assert OutgoingEmail.objects.filter(attempts=0).count() == 2


def test_server_that_is_away_costs_one_attempt(
    mail_server: MailServer, in_outbox: Queue, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    tried, untouched = in_outbox(), in_outbox()
    assert deliver_due() == {"queued": 1}
    assert again(tried).deferrals == 1
    assert again(untouched).attempts == 0
    assert not MailPause.objects.exists()


def refuse_login(server: MailServer, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    server.takes_logins = False


def demand_tls(_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True


def speak_tls_unasked(_server: MailServer, settings: Settings) -> None:
    settings.EMAIL_USE_SSL = True


def demand_login(server: MailServer, _settings: Settings) -> None:
    server.answer("MAIL", "530 5.7.0 Authentication required")


def refuse_sender(server: MailServer, _settings: Settings) -> None:
    server.answer("MAIL", "550 5.7.1 You may not use this address")


def refuse_relay(server: MailServer, _settings: Settings) -> None:
    server.answer("RCPT", "454 4.7.1 Relay access denied")


@pytest.mark.parametrize(
    "misconfigure",
    [refuse_login, demand_tls, speak_tls_unasked, demand_login, refuse_sender, refuse_relay],
)
def test_our_own_fault_pauses_the_queue_and_burns_no_mail(
    mail_server: MailServer,
    in_outbox: Queue,
    settings: Settings,
    misconfigure: Callable[[MailServer, Settings], None],
) -> None:
    misconfigure(mail_server, settings)
    email, untouched = in_outbox(), in_outbox()
    assert deliver_due() == {"queued": 1}
    pause = MailPause.objects.get()
    assert timedelta(0) < pause.until - timezone.now() <= timedelta(minutes=1)
    assert pause.reason == again(email).last_response
    assert (again(email).attempts, again(email).deferrals) == (0, 0)
    assert again(untouched).last_response == ""
    connections = mail_server.connections
    assert deliver_due() == {}
    assert (mail_server.connections, mail_server.accepted) == (connections, [])
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    with time_machine.travel(pause.until + timedelta(seconds=1)):
        assert deliver_due() == {"sent": 2}
    assert not MailPause.objects.exists()


def test_pauses_grow_while_the_fault_lasts(mail_server: MailServer, in_outbox: Queue) -> None:
    in_outbox()
    mail_server.answer("MAIL", *["530 Login first"] * 5)
    now, lengths = timezone.now(), []
    for _ in range(5):
        with time_machine.travel(now, tick=False):
            deliver_due()
            pause = MailPause.objects.get()
            lengths.append(round((pause.until - now).total_seconds() / 60))
            now = pause.until
    assert lengths == [1, 1, 2, 4, 8]


def test_mail_that_cannot_be_built_fails_alone(mail_server: MailServer, in_outbox: Queue) -> None:
    email, _other = in_outbox(recipient="not an address\n@"), in_outbox()
    assert deliver_due() == {"failed": 1, "sent": 1}
    assert "not an address" in again(email).last_response


def test_secret_text_is_gone_once_it_was_sent(mail_server: MailServer, in_outbox: Queue) -> None:
    email = in_outbox(is_secret=True, text="https://example.org/key", html="<a>key</a>")
    mail_server.answer("RCPT", "450 Busy")
    deliver_due()
    assert "key" in text_of(again(email))
    make_due(email)
    deliver_due()
    assert "key" not in text_of(again(email)) + html_of(again(email))
    assert "key" in mail_server.accepted[0].as_string()


@pytest.mark.parametrize(
    ("when_unsure", "result", "copies"),
    [(WhenUnsure.RESEND, "sent", 1), (WhenUnsure.HOLD, "uncertain", 0)],
)
def test_mail_of_a_dead_sender_is_settled_when_its_lease_ends(
    mail_server: MailServer, in_outbox: Queue, when_unsure: str, result: str, copies: int
) -> None:
    email = in_outbox(when_unsure=when_unsure)
    OutgoingEmail.objects.filter(pk=email.pk).update(
        status=EmailStatus.SENDING, attempts=1,
        next_attempt_at=timezone.now() + timedelta(seconds=5),
    )  # fmt: skip
    assert deliver_due() == {}
    make_due(email)
    deliver_due()
    assert again(email).status == result
    assert mail_server.ids() == [email.message_id] * copies


def test_mail_that_kills_its_senders_is_given_up(mail_server: MailServer, in_outbox: Queue) -> None:
    email = in_outbox(give_up_at=timezone.now() - timedelta(seconds=1))
    OutgoingEmail.objects.filter(pk=email.pk).update(status=EmailStatus.SENDING, attempts=9)
    assert deliver_due() == {}
    assert again(email).status == EmailStatus.FAILED
    assert mail_server.accepted == []


@pytest.mark.django_db(transaction=True)
def test_sender_that_outlived_its_lease_writes_nothing(
    mail_server: MailServer, in_outbox: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    email = in_outbox()
    leases = []

    def take_over() -> None:
        leases.append(again(email).next_attempt_at - timezone.now())
        OutgoingEmail.objects.filter(pk=email.pk).update(attempts=F("attempts") + 1)
        database.close()

    mail_server.on_data = take_over
    assert deliver_due() == {delivery.SUPERSEDED: 1}
    assert (again(email).status, again(email).attempts) == (EmailStatus.SENDING, 2)
    assert "outlived its lease" in caplog.text
    assert timedelta(seconds=290) < leases[0] <= timedelta(seconds=300)


@pytest.mark.django_db(transaction=True)
def test_senders_share_the_work(mail_server: MailServer, in_outbox: Queue) -> None:
    emails = [in_outbox(when_unsure=WhenUnsure.HOLD) for _ in range(60)]
    barrier = Barrier(4)

    def work() -> None:
        barrier.wait()
        deliver_due()
        database.close()

    senders = [Thread(target=work) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(mail_server.ids()) == sorted(email.message_id for email in emails)


def test_backends_of_other_kinds_are_handed_the_mail(in_outbox: Queue) -> None:
    email = in_outbox()
    assert deliver_due() == {"sent": 1}
    assert django_mail.outbox[0].extra_headers["Message-ID"] == email.message_id


class BrokenBackend(django_mail.backends.base.BaseEmailBackend):
    def send_messages(self, _messages: object) -> int:
        msg = "The provider did not answer"
        raise TimeoutError(msg)


def test_backend_that_fails_leaves_us_unsure(in_outbox: Queue) -> None:
    decision, announcement = in_outbox(), in_outbox(when_unsure=WhenUnsure.HOLD)
    deliver_due(connection=BrokenBackend())
    assert again(decision).status == EmailStatus.QUEUED
    assert again(announcement).status == EmailStatus.UNCERTAIN
