"""Moving along a lifecycle: by the table, all or none, once, with a row of history."""

import pytest
from django.db import transaction

from ivi_training.accounts.models import User
from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.guards.lifecycle import moves
from ivi_training.guards.models import StatusChange
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from tests.ivi_training.conftest import Queue

pytestmark = pytest.mark.django_db

QUEUED, SENDING, CANCELLED = EmailStatus.QUEUED, EmailStatus.SENDING, EmailStatus.CANCELLED


def statuses() -> list[str]:
    return list(OutgoingEmail.objects.order_by("pk").values_list("status", flat=True))


def test_moves_are_pairs_of_a_table():
    assert moves({"a": ["b", "c"], "c": []}) == {("a", "b"), ("a", "c")}


def test_move_changes_status_and_facts_and_leaves_a_row(in_outbox: Queue, anna: User):
    email = in_outbox()
    email.move(CANCELLED, by=anna, reason="Wrong person", last_response="none")
    assert (email.status, email.last_response) == (CANCELLED, "none")
    email.refresh_from_db()
    assert (email.status, email.last_response) == (CANCELLED, "none")
    (row,) = email.changes()
    assert (row.before, row.after, row.by, row.reason) == (
        QUEUED, CANCELLED, anna, "Wrong person",
    )  # fmt: skip
    assert str(row) == f"ivi_training.outgoingemail {email.pk}: queued → cancelled"


def test_history_is_of_this_thing_alone_and_newest_first(in_outbox: Queue, anna: User):
    email, other = in_outbox(), in_outbox()
    for status in (CANCELLED, QUEUED):
        OutgoingEmail.move_all([email, other], status, by=anna)
    assert [row.after for row in email.changes()] == [QUEUED, CANCELLED]


def test_move_outside_the_table_is_refused_in_words(in_outbox: Queue, anna: User):
    email = in_outbox(subject="News")
    with pytest.raises(MoveNotAllowed, match=r"“News → .*” is “Queued” and cannot become"):
        email.move(EmailStatus.SENT, by=anna)
    assert not email.can_move(EmailStatus.SENT)
    assert not StatusChange.objects.exists()


def test_move_from_a_status_that_no_longer_stands_is_refused(in_outbox: Queue, anna: User):
    email = in_outbox()
    stale = OutgoingEmail.objects.get()
    email.move(SENDING, by=None)
    with pytest.raises(MoveNotAllowed, match="The status has changed since"), transaction.atomic():
        stale.move(CANCELLED, by=anna)
    assert statuses() == [SENDING]
    assert StatusChange.objects.count() == 1


def test_several_move_together_from_different_statuses(in_outbox: Queue, anna: User):
    emails = [in_outbox(), in_outbox(), in_outbox()]
    emails[1].move(CANCELLED, by=anna)
    OutgoingEmail.objects.filter(pk=emails[2].pk).update(status=SENDING)
    emails[2].refresh_from_db()
    OutgoingEmail.move_all(emails[1:], QUEUED, by=anna, reason="Again")
    assert statuses() == [QUEUED] * 3
    again = StatusChange.objects.filter(reason="Again").order_by("subject_id")
    assert [row.before for row in again] == [CANCELLED, SENDING]
    assert [email.status for email in emails] == [QUEUED] * 3


def test_several_move_all_or_none_by_the_table(in_outbox: Queue, anna: User):
    emails = [in_outbox(), in_outbox()]
    emails[1].move(CANCELLED, by=anna)
    with pytest.raises(MoveNotAllowed, match="cannot become “Sending”"):
        OutgoingEmail.move_all(emails, SENDING, by=None)
    assert statuses() == [QUEUED, CANCELLED]


def test_several_move_all_or_none_when_one_race_is_lost(in_outbox: Queue, anna: User):
    emails = [in_outbox(), in_outbox()]
    stale = list(OutgoingEmail.objects.order_by("pk"))
    emails[1].move(CANCELLED, by=anna)
    with pytest.raises(MoveNotAllowed, match="The status has changed since"), transaction.atomic():
        OutgoingEmail.move_all(stale, SENDING, by=None)
    assert statuses() == [QUEUED, CANCELLED]
    assert [email.status for email in stale] == [QUEUED, QUEUED]
    assert StatusChange.objects.count() == 1


@pytest.mark.parametrize("count", [1, 5])
def test_statements_do_not_grow_with_the_things(
    in_outbox: Queue, anna: User, count: int, django_assert_num_queries: object
):
    emails = [in_outbox() for _number in range(count)]
    with django_assert_num_queries(2):  # update, history
        OutgoingEmail.move_all(emails, CANCELLED, by=anna)


def test_nothing_to_move_writes_nothing(anna: User):
    OutgoingEmail.move_all([], CANCELLED, by=anna)
    assert not StatusChange.objects.exists()
