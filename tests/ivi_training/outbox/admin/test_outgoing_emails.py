from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from ivi_training.office.admin.paginator import ShortPaginator
from ivi_training.outbox.admin.outgoing_emails import stuck_mail
from ivi_training.outbox.models import MailPause, OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from tests.factories.accounts import user_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loud_broker")]

Queue = Callable[..., OutgoingEmail]
LIST = "admin:ivi_training_outgoingemail_changelist"
DETAIL = "admin:ivi_training_outgoingemail_change"


@pytest.fixture
def staff(as_role: Callable[[Role], Client]) -> Client:
    return as_role(Role.ADMISSIONS)


@pytest.fixture
def coordinator(as_role: Callable[[Role], Client]) -> Client:
    """Somebody who may read the outbox and no more."""
    return as_role(Role.COORDINATOR)


def failed(email: OutgoingEmail) -> OutgoingEmail:
    row = OutgoingEmail.objects.filter(pk=email.pk)
    row.update(status=EmailStatus.SENDING)
    row.update(status=EmailStatus.FAILED, last_response="450 Busy")
    email.refresh_from_db()
    return email


# Session, user, permissions (2), the first kinds, filters and rows (count, page).
@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_however_long(
    staff: Client, in_outbox: Queue, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        in_outbox()
    with django_assert_num_queries(6):
        response = staff.get(reverse(LIST))
    assert response.content.count(b"status-queued") >= number


def test_list_is_searched_and_filtered(staff: Client, in_outbox: Queue) -> None:
    in_outbox(subject="Offer of a place", kind="offer_made")
    in_outbox(recipient="other@example.org", subject="Receipt")
    for query in ("q=offer", "kind=offer_made", "q=anna@"):
        content = staff.get(f"{reverse(LIST)}?{query}").content.decode()
        assert "Offer of a place" in content
        assert "Receipt" not in content


def test_detail_shows_the_exact_mail(staff: Client, in_outbox: Queue, anna: User) -> None:
    email = failed(
        in_outbox(text="Dear <Anna>\nwelcome", subject_type="ivi_training.user", subject_id=anna.pk)
    )
    content = staff.get(reverse(DETAIL, args=[email.pk])).content.decode()
    for shown in (
        "Dear &lt;Anna&gt;\nwelcome",
        "&lt;p&gt;Hello&lt;/p&gt;",
        email.message_id.strip("<>"),
        "auto-generated",
        "450 Busy",
        reverse("admin:email_resend", args=[email.pk]),
    ):
        assert shown in content


def test_secret_text_is_for_its_recipient_only(staff: Client, in_outbox: Queue) -> None:
    email = in_outbox(is_secret=True, text="https://example.org/key", html="<a>key</a>")
    content = staff.get(reverse(DETAIL, args=[email.pk])).content.decode()
    assert "example.org/key" not in content
    assert "<a>key" not in content.replace("&lt;", "<")


def test_mail_is_sent_again_by_a_button(staff: Client, in_outbox: Queue) -> None:
    email = failed(in_outbox())
    response = staff.post(reverse("admin:email_resend", args=[email.pk]), follow=True)
    assert response.redirect_chain[0][0] == reverse(DETAIL, args=[email.pk])
    email.refresh_from_db()
    assert email.status == "queued"
    assert str(email.changes().get().by.email) == "admissions@example.org"
    assert ": Failed → Queued" in response.content.decode()


def test_mail_is_cancelled_by_a_button(staff: Client, in_outbox: Queue) -> None:
    email = in_outbox()
    staff.post(reverse("admin:email_cancel", args=[email.pk]))
    email.refresh_from_db()
    assert email.status == "cancelled"


def test_refused_step_is_a_plain_page(staff: Client, in_outbox: Queue) -> None:
    email = in_outbox()
    response = staff.post(reverse("admin:email_resend", args=[email.pk]))
    assert response.status_code == 409


@pytest.mark.parametrize("step", ["admin:email_resend", "admin:email_cancel"])
def test_reading_does_not_entitle_to_steps(
    coordinator: Client, in_outbox: Queue, step: str
) -> None:
    email = failed(in_outbox())
    page = coordinator.get(reverse(DETAIL, args=[email.pk]))
    assert page.status_code == 200
    assert reverse(step, args=[email.pk]) not in page.content.decode()
    assert coordinator.post(reverse(step, args=[email.pk])).status_code == 403


def test_forged_bulk_step_does_nothing(coordinator: Client, in_outbox: Queue) -> None:
    email = failed(in_outbox())
    forged = {"action": "resend_selected", "_selected_action": [email.pk], "confirmed": "1"}
    coordinator.post(reverse(LIST), forged)
    email.refresh_from_db()
    assert email.status == "failed"


def test_several_are_sent_again_after_a_question(staff: Client, in_outbox: Queue) -> None:
    chosen = [failed(in_outbox()), failed(in_outbox()), in_outbox()]
    form = {"action": "resend_selected", "_selected_action": [email.pk for email in chosen]}
    question = staff.post(reverse(LIST), form).content.decode()
    assert "2 mails will be sent again" in question
    assert "1 mail stays as it is" in question
    assert OutgoingEmail.objects.filter(status="failed").count() == 2
    response = staff.post(reverse(LIST), {**form, "confirmed": "1"}, follow=True)
    assert "Queued again: 2." in response.content.decode()
    assert OutgoingEmail.objects.filter(status="queued").count() == 3


def test_nothing_is_added_changed_or_deleted(staff: Client, in_outbox: Queue) -> None:
    email = in_outbox()
    detail = reverse(DETAIL, args=[email.pk])
    assert staff.get(reverse("admin:ivi_training_outgoingemail_add")).status_code == 403
    assert staff.post(detail, {"text": "forged"}).status_code == 403
    delete = reverse("admin:ivi_training_outgoingemail_delete", args=[email.pk])
    assert staff.post(delete, {"post": "yes"}).status_code == 403
    email.refresh_from_db()
    assert email.text == "Hello\n"


def test_start_page_tells_what_waits(in_outbox: Queue) -> None:
    failed(in_outbox())
    in_outbox()
    now = timezone.now()
    MailPause.objects.create(since=now, until=now, reason="535 Wrong login")
    assert [item.count for item in stuck_mail(user_with(Role.ADMISSIONS))] == [0, 1, 1]
    assert list(stuck_mail(user_with(Role.COORDINATOR))) == []


def test_pages_beyond_the_limit_are_not_counted(
    in_outbox: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ShortPaginator, "LIMIT", 2)
    for _ in range(3):
        in_outbox()
    assert ShortPaginator(OutgoingEmail.objects.all(), 1).count == 2
    assert admin.site.get_model_admin(OutgoingEmail).paginator is ShortPaginator
