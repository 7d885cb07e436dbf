from collections.abc import Callable

import pytest
from django.db import Error, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from ivi_training.accounts.models import User
from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.outbox.actions import emails
from ivi_training.outbox.delivery import deliver_due
from ivi_training.outbox.models import MailPause, OutgoingEmail, RefusedAddress
from ivi_training.outbox.statuses import EMAIL_MOVES, EmailStatus
from tests.ivi_training.outbox.mail_server import MailServer

pytestmark = pytest.mark.django_db

Queue = Callable[..., OutgoingEmail]


def bring_to(email: OutgoingEmail, status: str) -> OutgoingEmail:
    """Walk the lifecycle as the sender does."""
    facts = {"sent_at": timezone.now()} if status == EmailStatus.SENT else {}
    row = OutgoingEmail.objects.filter(pk=email.pk)
    if status not in {EmailStatus.QUEUED, EmailStatus.CANCELLED}:
        row.update(status=EmailStatus.SENDING, attempts=1)
    row.update(status=status, **facts)
    email.refresh_from_db()
    return email


@pytest.mark.parametrize("status", ["sent", "refused", "failed", "uncertain", "cancelled"])
def test_resend_queues_the_same_mail_and_says_who(
    in_outbox: Queue,
    anna: User,
    status: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    email = bring_to(in_outbox(deferrals=5, give_up_at=timezone.now()), status)
    with django_capture_on_commit_callbacks() as callbacks:
        emails.resend(email, by=anna, reason="asked by phone")
    email.refresh_from_db()
    assert (email.status, email.sent_at, email.deferrals, email.give_up_at) == (
        "queued",
        None,
        0,
        None,
    )
    change = email.changes().get()
    assert (change.before, change.after, change.by, change.reason) == (
        status, "queued", anna, "asked by phone",
    )  # fmt: skip
    assert len(callbacks) == 1


@pytest.mark.parametrize("status", ["queued", "sending"])
def test_resend_refuses_what_is_not_over(in_outbox: Queue, anna: User, status: str) -> None:
    email = bring_to(in_outbox(), status)
    assert not emails.can_resend(email)
    refusal = MoveNotAllowed if status == "queued" else emails.BeingSent
    with pytest.raises(refusal):
        emails.resend(email, by=anna)


@pytest.mark.parametrize("status", ["sent", "cancelled"])
def test_resend_refuses_a_text_that_was_deleted(in_outbox: Queue, anna: User, status: str) -> None:
    email = bring_to(in_outbox(is_secret=True), status)
    with pytest.raises(emails.TextWiped):
        emails.resend(email, by=anna)
    assert not email.changes().exists()


def test_resend_all_refuses_all_for_one(in_outbox: Queue, anna: User) -> None:
    chosen = [bring_to(in_outbox(), "failed"), bring_to(in_outbox(is_secret=True), "sent")]
    with pytest.raises(emails.TextWiped):
        emails.resend_all(chosen, by=anna)
    assert OutgoingEmail.objects.filter(status="failed").exists()


# Savepoints, the move, its history, the addresses.
@pytest.mark.parametrize("number", [1, 5])
def test_resend_all_takes_the_same_statements_for_all(
    in_outbox: Queue, anna: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chosen = [bring_to(in_outbox(), "failed") for _ in range(number)]
    with django_assert_num_queries(5):
        emails.resend_all(chosen, by=anna)


def test_resend_tries_a_refused_address_anew(
    in_outbox: Queue, anna: User, mail_server: MailServer
) -> None:
    email = in_outbox(recipient="New@example.org")
    mail_server.answer("RCPT", "550 5.1.1 No such user")
    deliver_due()
    email.refresh_from_db()
    emails.resend(email, by=anna)
    assert not RefusedAddress.objects.exists()
    assert deliver_due() == {"sent": 1}
    assert mail_server.ids() == [email.message_id]


@pytest.mark.parametrize("status", ["queued", "uncertain"])
def test_cancel_keeps_a_mail_from_being_sent(
    in_outbox: Queue, anna: User, mail_server: MailServer, status: str
) -> None:
    email = bring_to(in_outbox(is_secret=True, text="https://example.org/key"), status)
    emails.cancel(email, by=anna)
    email.refresh_from_db()
    assert email.status == "cancelled"
    assert "key" not in email.text
    assert email.changes().get().by == anna
    assert deliver_due() == {}


@pytest.mark.parametrize("status", ["sending", "sent", "refused", "failed"])
def test_cancel_refuses_what_is_past_it(in_outbox: Queue, anna: User, status: str) -> None:
    with pytest.raises(MoveNotAllowed):
        emails.cancel(bring_to(in_outbox(), status), by=anna)


@pytest.mark.parametrize("before", EmailStatus.values)
@pytest.mark.parametrize("after", EmailStatus.values)
def test_database_keeps_the_lifecycle(in_outbox: Queue, before: str, after: str) -> None:
    email = bring_to(in_outbox(), before)
    sent_at = timezone.now() if after == EmailStatus.SENT else None
    row = OutgoingEmail.objects.filter(pk=email.pk)
    if before == after or (before, after) in EMAIL_MOVES:
        assert row.update(status=after, sent_at=sent_at) == 1
    else:
        with pytest.raises(Error, match="Invalid transition"), transaction.atomic():
            row.update(status=after, sent_at=sent_at)


def test_mail_begins_queued(in_outbox: Queue) -> None:
    with pytest.raises(Error), transaction.atomic():
        in_outbox(status=EmailStatus.SENT, sent_at=timezone.now())


@pytest.mark.parametrize(
    "facts",
    [
        {"status": EmailStatus.SENDING, "sent_at": timezone.now()},
        {"status": "lost"},
    ],
)
def test_database_refuses_nonsense(in_outbox: Queue, facts: dict[str, object]) -> None:
    email = in_outbox()
    with pytest.raises(Error), transaction.atomic():
        OutgoingEmail.objects.filter(pk=email.pk).update(**facts)


def test_there_is_one_pause_at_most() -> None:
    now = timezone.now()
    with pytest.raises(Error, match="mailpause_single"), transaction.atomic():
        MailPause.objects.create(id=2, since=now, until=now, reason="")
