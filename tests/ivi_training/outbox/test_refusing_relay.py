"""A relay that refuses everything stops the queue; nothing is burned, and one press goes on."""

import pytest
from django.test import Client
from django.urls import reverse

from ivi_training.guards.permissions import Role
from ivi_training.outbox import smtp
from ivi_training.outbox.delivery import deliver_due
from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from tests.conftest import as_user
from tests.factories.accounts import user_with
from tests.ivi_training.conftest import Queue
from tests.ivi_training.outbox.mail_server import MailServer

pytestmark = pytest.mark.django_db
MAILS = 200
BUSY = "450 Busy"


def many(in_outbox: Queue, number: int = MAILS) -> None:
    for one in range(number):
        in_outbox(recipient=f"person{one}@example.org")


def statuses() -> dict[str, int]:
    found: dict[str, int] = {}
    for status in OutgoingEmail.objects.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("RCPT", "550 5.7.1 {0}: Relaying denied"),
        ("RCPT", "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked"),
        ("RCPT", "550 Blocked"),
        ("RCPT", "553 sorry, {0} is not in my list of allowed recipients (#1a2b3c4d{1})"),
        ("DATA", "554 5.7.26 Unauthenticated email is not accepted from this domain"),
        ("DATA", "550 Message rejected, see http://mail.example/{1}0000000"),
        ("DATA", "571 Delivery not authorized, message refused"),
    ],
)
def test_refusing_everybody_stops_the_queue_and_burns_nothing(
    mail_server: MailServer, in_outbox: Queue, client: Client, command: str, answer: str
) -> None:
    many(in_outbox)
    people = OutgoingEmail.objects.order_by("-is_urgent", "next_attempt_at", "id")
    mail_server.answer(
        command,
        *[answer.format(email.recipient, number) for number, email in enumerate(people)],
    )
    deliver_due()
    assert statuses() == {"queued": MAILS}
    pause = MailPause.objects.get()
    assert answer.split("{", maxsplit=1)[0] in pause.reason
    assert not RefusedAddress.objects.exists()
    assert mail_server.commands.count("RCPT") <= 3
    assert deliver_due() == {}
    health = client.get("/healthz").json()
    assert (health["mail_paused"], health["status"]) == (True, "degraded")


def test_one_press_takes_it_up_again(mail_server: MailServer, in_outbox: Queue) -> None:
    many(in_outbox)
    mail_server.answer("RCPT", *["550 5.7.1 Denied"] * 2)
    deliver_due()
    staff = as_user(user_with(Role.ADMINISTRATOR))
    start = staff.get(reverse("admin:index")).content.decode()
    assert "No mail is being sent" in start
    assert str(MAILS) in start
    page = staff.get(reverse("admin:mail_resume"))
    assert "550 5.7.1 Denied" in page.content.decode()
    said = staff.post(reverse("admin:mail_resume"), follow=True).content.decode()
    assert "2 mails are sent on now." in said
    assert deliver_due() == {"sent": MAILS}
    assert len(set(mail_server.ids())) == len(mail_server.ids()) == MAILS
    assert (
        "Mail is being sent."
        in staff.get(reverse("admin:mail_resume"), follow=True).content.decode()
    )


def test_refusals_of_single_recipients_stop_nothing(
    mail_server: MailServer, in_outbox: Queue
) -> None:
    many(in_outbox, 10)
    mail_server.answer(
        "RCPT", *["550 5.1.1 No such user"] * 4, "550 5.7.1 Not from you", "550 Spam"
    )
    assert deliver_due() == {"refused": 6, "sent": 4}
    assert not MailPause.objects.exists()


def test_same_mailbox_refused_often_stops_nothing(
    mail_server: MailServer, in_outbox: Queue
) -> None:
    for _number in range(6):
        in_outbox(recipient="one@example.org")
    in_outbox(recipient="other@example.org")
    mail_server.answer("RCPT", *["550 Blocked by one"] * 6)
    assert deliver_due() == {"refused": 6, "sent": 1}


def test_an_accepted_mail_between_them_begins_anew(
    mail_server: MailServer, in_outbox: Queue
) -> None:
    many(in_outbox, 8)
    mail_server.answer("RCPT", *["550 Blocked", "550 Blocked", "250 OK"] * 2)
    assert deliver_due() == {"refused": 4, "sent": 4}


def test_farewells_stay_wiped(mail_server: MailServer, in_outbox: Queue) -> None:
    for number in range(3):
        in_outbox(recipient=f"gone{number}@example.org", is_farewell=True)
    mail_server.answer("RCPT", *["550 Blocked"] * 3)
    deliver_due()
    assert statuses() == {"refused": 3}
    assert not OutgoingEmail.objects.filter(recipient__endswith="@example.org").exists()


@pytest.mark.parametrize(
    ("response", "is_policy", "is_of_recipient"),
    [
        ("550 5.7.1 No", True, False),
        ("554 5.7.26 No", True, False),
        ("550 5.1.1 No such user", False, True),
        ("552 5.2.2 Mailbox full", False, True),
        ("550 5.4.1 Access denied", False, False),
        ("550 No", False, False),
        ("550 see 5.7.1", False, False),
    ],
)
def test_answers_are_told_apart(response: str, *, is_policy: bool, is_of_recipient: bool) -> None:
    assert smtp.is_policy(response) is is_policy
    assert smtp.is_of_recipient(response) is is_of_recipient
