"""Erasure: nothing about the person is left anywhere, the numbers stay, and nothing else opens."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail as outbox
from django.db import DatabaseError, transaction

from courses.organisations.models import Organisation
from ivi_training.accounts.models import DataExport, Erasure
from ivi_training.accounts.statuses import RefusalGround
from ivi_training.guards.models import StatusChange
from ivi_training.guards.permissions import Role
from ivi_training.outbox.delivery import deliver_due
from ivi_training.outbox.models import OutgoingEmail, RefusedAddress
from tests.factories.accounts import UserFactory, user_with
from tests.factories.trainees import draft, made_copy, offered, submitted
from tests.ivi_training.conftest import mail_server  # noqa: F401 - a fixture
from tests.ivi_training.outbox.mail_server import MailServer
from tests.repository.world import build
from tests.trainees.marking import MARKER, files, found, tallies, write_everywhere
from trainees.applying.models import Application
from trainees.joining.actions import offers
from trainees.joining.models import Condition
from trainees.office.reports import invariants
from trainees.people.models import Applicant
from trainees.portal.actions import withdrawals
from trainees.records.actions import corrections, data_exports, erasures, retention
from trainees.records.errors import ErasureAsked, ErasureDecided, StillInUse
from trainees.records.models import Correction, RetentionHold
from trainees.screening.models import ScreeningStep
from trainees.selecting.models import Decision

pytestmark = pytest.mark.django_db


def withdrawn(**facts: Any) -> Application:
    application = submitted(**facts)
    withdrawals.withdraw(application, by=application.applicant.user)
    return application


def erase(application: Application, **_capture: Any) -> Erasure:
    erasure = erasures.ask(application.applicant.user)
    erasures.agree(erasure, by=UserFactory(roles=[Role.PRIVACY]))
    return erasure


def life() -> Application:
    """Everything that can be held about somebody who has come to an end, and a copy of it."""
    build()
    application = Application.objects.exclude(enrolments=None).get()
    asked, facts = Correction.objects.get(), {"preferred_name": "Ha"}
    corrections.correct(asked, facts=facts, note="Done", by=UserFactory())
    withdrawals.withdraw(application, by=application.applicant.user)
    user = application.applicant.user
    Erasure.objects.filter(user=user).update(status="taken_back")
    DataExport.objects.filter(user=user).update(status="failed")
    retention.lift(RetentionHold.objects.get(), by=UserFactory())
    made_copy(user)
    data_exports.ask(user)
    RefusedAddress.objects.create(address=user.email, response=user.email)
    UserSession.objects.create(
        user=user, ip="203.0.113.7", session_key=MARKER, user_agent=MARKER, data={"x": MARKER}
    )
    for thing in (application, application.applicant, user):
        LogEntry.objects.create(
            user=UserFactory(), content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk), object_repr=MARKER, change_message=MARKER,
            action_flag=CHANGE,
        )  # fmt: skip
    return application


def test_nothing_is_left_of_a_life_and_the_numbers_stay(django_capture_on_commit_callbacks: Any):
    application = life()
    user, applicant = application.applicant.user, application.applicant
    name = applicant.full_name
    assert write_everywhere(user) > 60
    Applicant.objects.filter(pk=applicant.pk).update(family_name="Nomenclatura")
    words = (MARKER, user.email, "Nomenclatura", name)
    numbers, broken, before = tallies(), list(invariants.differences()), len(files())
    assert len(found(*words)) > 40
    assert before > 2
    with django_capture_on_commit_callbacks(execute=True):
        erase(application)
    deliver_due()
    evidence = sum("grants." in str(file) for file in files())
    assert found(*words) == set()
    assert len(files()) == evidence
    assert tallies() == numbers
    assert list(invariants.differences()) == broken == []


def test_employer_that_others_named_too_keeps_its_name():
    alone, shared = withdrawn(employer_name="Only One"), withdrawn(employer_name="Kenya Biovax")
    submitted(employer_name="Kenya Biovax")
    erase(alone)
    erase(shared)
    assert not Organisation.objects.filter(name="Only One").exists()
    assert Organisation.objects.filter(name="Kenya Biovax").exists()


def test_nobody_elses_rows_are_touched():
    other, mine = withdrawn(applicant__given_names="Wanjiru"), withdrawn()
    mails = OutgoingEmail.objects.filter(recipient_user=other.applicant.user)
    texts = list(mails.order_by("pk").values_list("text", "recipient"))
    erase(mine)
    other.refresh_from_db()
    assert other.statement == "I will train my colleagues."
    assert Applicant.objects.get(pk=other.applicant_id).given_names == "Wanjiru"
    assert list(mails.order_by("pk").values_list("text", "recipient")) == texts
    assert other.documents.exists()


def test_person_is_told_at_the_address_that_is_then_wiped():
    application = withdrawn()
    address = application.applicant.user.email
    erase(application)
    told = OutgoingEmail.objects.get(kind="erasure_done")
    assert told.recipient == address
    deliver_due()
    told.refresh_from_db()
    assert (told.status, told.recipient, told.text) == ("sent", "[erased]", "[erased]")
    assert [address] in [message.to for message in outbox.outbox]


def test_account_is_closed_for_good():
    application = withdrawn()
    erase(application)
    user = application.applicant.user
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()
    assert user.email == f"{user.pk}@erased.invalid"
    for write in (
        lambda: type(user).objects.filter(pk=user.pk).update(is_active=True, erased_at=None),
        lambda: Applicant.objects.filter(user=user).update(given_names="Back"),
        lambda: draft(applicant=application.applicant),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_no_mail_is_queued_for_the_erased():
    application = withdrawn()
    erasure = erase(application)
    user = application.applicant.user
    user.refresh_from_db()
    erasure.user = user
    before = OutgoingEmail.objects.count()
    erasures.requests.erasure_refused(erasure)
    assert OutgoingEmail.objects.count() == before


@pytest.mark.parametrize("make", [submitted, draft, lambda: offered().application])
def test_what_runs_has_to_be_withdrawn_first(make: Any):
    application = make()
    with pytest.raises(StillInUse) as refused:
        erasures.ask(application.applicant.user)
    assert str(application) in str(refused.value.message)
    assert any("Withdraw" in str(one) for one in refused.value.then)


def test_what_began_to_run_after_asking_is_refused_too():
    application = withdrawn()
    erasure = erasures.ask(application.applicant.user)
    submitted(applicant=application.applicant)
    with pytest.raises(StillInUse):
        erasures.agree(erasure, by=UserFactory())
    erasure.refresh_from_db()
    assert erasure.is_open


def test_finished_training_does_not_stand_in_the_way():
    enrolment = offers.accept(offered(), by=UserFactory())
    for status in ("in_training", "completed"):
        enrolment.move(status, by=None)
    numbers = tallies()
    erase(enrolment.application)
    assert tallies() == numbers
    assert list(invariants.differences()) == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMISSIONS])
def test_account_of_staff_is_refused(role: Role):
    with pytest.raises(StillInUse):
        erasures.ask(user_with(role))


def test_mail_in_a_senders_hand_is_waited_for():
    application = withdrawn()
    erasure = erasures.ask(application.applicant.user)
    mails = OutgoingEmail.objects.filter(recipient_user=application.applicant.user)
    mails.filter(pk=mails.first().pk).update(status="sending")
    with pytest.raises(StillInUse):
        erasures.agree(erasure, by=UserFactory())


def test_hold_is_lifted_first():
    application, by = withdrawn(), UserFactory()
    erasure = erasures.ask(application.applicant.user)
    hold = retention.hold(application.applicant, reason="A claim", by=by)
    with pytest.raises(StillInUse, match="A claim"):
        erasures.agree(erasure, by=by)
    retention.lift(hold, by=by)
    erasures.agree(erasure, by=by)


def test_one_request_at_a_time_and_one_decision():
    user = UserFactory()
    erasure = erasures.ask(user)
    with pytest.raises(ErasureAsked):
        erasures.ask(user)
    erasures.take_back(erasure, by=user)
    with pytest.raises(ErasureDecided):
        erasures.agree(erasure, by=UserFactory())
    assert erasures.ask(user).days_left == 10


def test_refusal_names_its_ground_and_the_law():
    erasure = erasures.ask(UserFactory())
    by = UserFactory(roles=[Role.PRIVACY])
    erasures.refuse(erasure, ground=RefusalGround.KEPT_BY_LAW, note="Until 2031", by=by)
    told = OutgoingEmail.objects.get(kind="erasure_refused")
    assert "GDPR 17(3)(b)" in told.text
    assert "Until 2031" in told.text


def test_files_left_by_a_dead_process_are_deleted_by_the_clock():
    application = withdrawn()
    erasure = erase(application)
    assert len(files()) == 1
    assert Erasure.objects.with_files().get() == erasure
    erasures.delete_files(erasure)
    assert files() == []
    assert not Erasure.objects.with_files().exists()


def test_farewell_that_is_refused_leaves_no_address_behind(mail_server: MailServer):  # noqa: F811
    application = withdrawn()
    address = application.applicant.user.email
    erase(application)
    mail_server.answer("RCPT", f"550 5.1.1 No such user {address}")
    assert deliver_due() == {"refused": 1}
    assert found(address) == set()


def _try(write: Any) -> bool:
    """Whether the database lets it through."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return False
    return True


def during(application: Application) -> None:
    """As in the middle of an erasure: agreed in this transaction."""
    Erasure.objects.create(user=application.applicant.user)
    Erasure.objects.update(
        status="agreed", decided_at="2020-01-01T00:00Z", decided_by=UserFactory()
    )


def test_way_through_blanks_and_does_nothing_else():
    application, other = withdrawn(), withdrawn()
    during(application)
    mine = StatusChange.objects.filter(
        subject_type="trainees.application", subject_id=application.pk
    )
    theirs = StatusChange.objects.filter(subject_type="trainees.application", subject_id=other.pk)
    assert _try(lambda: mine.update(reason="[erased]"))
    assert not _try(lambda: mine.update(reason="Because"))
    assert not _try(lambda: mine.update(reason="", after="selected"))
    assert not _try(lambda: mine.update(before=""))
    assert not _try(lambda: theirs.update(reason=""))
    assert not _try(theirs.delete)
    assert not _try(mine.delete)
    row = Application.objects.filter(pk=application.pk)
    assert _try(lambda: row.update(statement="[erased]", years_of_experience=None))
    assert not _try(lambda: row.update(statement="Better words"))
    assert not _try(lambda: row.update(country="FR"))
    assert not _try(lambda: Application.objects.filter(pk=other.pk).update(statement=""))
    assert not _try(lambda: other.documents.get().delete())
    assert _try(lambda: application.documents.get().delete())


@pytest.mark.django_db(transaction=True)
def test_way_through_is_closed_once_the_erasure_is_committed():
    application = withdrawn()
    erase(application)
    row = StatusChange.objects.filter(
        subject_type="trainees.application", subject_id=application.pk
    )
    assert not _try(lambda: row.update(reason=""))
    assert not _try(lambda: Erasure.objects.update(decided_at=None))
    assert not _try(lambda: Erasure.objects.update(status="asked"))
    assert not _try(lambda: Erasure.objects.update(files=["other"]))
    assert not _try(lambda: Application.objects.update(statement=""))


def test_tables_that_the_words_pass_by_are_known():
    assert {Condition, Decision, ScreeningStep} <= {
        model for model, _w, _c in erasures.erasure_of_people.PERSONAL
    }
