"""Retention: what a rule lets go is gone, the numbers stay, and nothing else opens."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from ivi_training.accounts.models import Erasure
from ivi_training.files.models import stored_file
from ivi_training.guards.models import StatusChange
from ivi_training.outbox.models import OutgoingEmail
from tests.databases import ignoring
from tests.factories.accounts import UserFactory
from tests.factories.endorsements import asking_call, endorsement, sign
from tests.factories.onboardings import answer, asked
from tests.factories.retention import bring_into, ended, retention_rule
from tests.factories.trainees import ApplicantFactory, draft, offered, submitted
from tests.repository.world import build
from tests.trainees.marking import MARKER, files, found, tallies, write_everywhere
from trainees.applying.models import Answer, Application, Document
from trainees.insight.reports import dashboard
from trainees.joining.actions import offers
from trainees.office.reports import invariants
from trainees.people.models import Applicant
from trainees.portal.actions import withdrawals
from trainees.records.actions import erasures, people_merges, retention, retention_rules
from trainees.records.errors import HeldAlready, HoldLifted, RunAgreed, StillInUse
from trainees.records.models import (
    DestroyedApplication,
    Destruction,
    DueData,
    RetentionHold,
    RetentionRule,
)
from trainees.records.reports import my_data
from trainees.records.reports import retention as reports
from trainees.records.statuses import RetentionKind
from trainees.selecting.models import Appeal
from trainees.tasks import delete_erased_files, destroy_what_is_due

pytestmark = pytest.mark.django_db


def not_selected(**facts: Any) -> Application:
    """Somebody who took no part, long ago."""
    application = submitted(**facts)
    withdrawals.withdraw(application, by=application.applicant.user)
    ended(application)
    application.refresh_from_db()
    return application


def rule_of(application: Application, kind: str = "not_selected", **facts: Any) -> RetentionRule:
    rule: RetentionRule = retention_rule(application.cohort.program, kind, **facts)
    return rule


def decide(appeals: Any) -> None:
    by, at = UserFactory(), timezone.now()
    appeals.update(is_granted=False, decided_at=at, decided_by=by, reason="No")


def numbers(application: Application) -> list[Any]:
    """Everything that a page counts of the program."""
    report = dashboard.build(application.cohort.program)
    groups = [report.by_stream, report.by_cohort, report.by_country, report.by_gender]
    quotas = [(q.quota.used, q.counts) for q in report.quotas]
    return [tallies(), report.total, groups, report.money, quotas, [*invariants.differences()]]


def test_nothing_is_left_of_a_life_and_the_numbers_stay(django_capture_on_commit_callbacks: Any):
    build()
    application = Application.objects.exclude(enrolments=None).get()
    Erasure.objects.update(status="taken_back")
    retention.lift(RetentionHold.objects.get(), by=UserFactory())
    decide(Appeal.objects.all())
    ended(application)
    user = application.applicant.user
    assert write_everywhere(user) > 60
    before, kept = numbers(application), len(files())
    rule_of(application, "trainee")
    rule_of(application, "person")
    with django_capture_on_commit_callbacks(execute=True):
        destroy_what_is_due()
    assert found(MARKER, user.email) == set()
    assert len(files()) < kept
    assert numbers(application) == before
    whole = Destruction.objects.get(rule__kind="trainee")
    person = Destruction.objects.get(rule__kind="person")
    assert (whole.application_count, person.application_count) == (1, 1)
    assert whole.row_count > 20
    assert whole.file_count > 0
    assert whole.files == []


def test_facts_go_and_the_person_stays_while_they_sign_in():
    application = not_selected(applicant__given_names="Wanjiru")
    rule_of(application)
    rule_of(application, "person")
    user = application.applicant.user
    type(user).objects.filter(pk=user.pk).update(last_login=timezone.now())
    destroy_what_is_due()
    application.refresh_from_db()
    assert (application.statement, application.country.code) == ("[erased]", "VN")
    assert not application.documents.exists()
    assert Applicant.objects.get().given_names == "Wanjiru"
    ended(application)
    destroy_what_is_due()
    assert Applicant.objects.get().given_names == "[erased]"
    user.refresh_from_db()
    assert user.erased_at is not None


def test_draft_is_withdrawn_and_empty():
    application = draft()
    rule_of(application, "draft", event="call_close")
    destroy_what_is_due()
    assert not Destruction.objects.exists()
    ended(application)
    destroy_what_is_due()
    application.refresh_from_db()
    assert (application.status, application.statement) == ("withdrawn", "[erased]")
    assert not application.documents.exists()


def test_what_was_asked_after_acceptance_goes_first():
    onboarding = asked()
    answer(onboarding, passport="M123", from_abroad="no")
    application = onboarding.application
    ended(application)
    retention.destroy_due(rule_of(application, "acceptance"))
    assert Destruction.objects.get().row_count == 2
    assert not Answer.objects.exists()
    assert application.documents.exists()
    assert not _try(lambda: application.documents.all().delete())
    assert not DueData.objects.left().exists()


def test_papers_go_and_the_application_stays(django_capture_on_commit_callbacks: Any):
    application = not_selected()
    rule_of(application, "paper")
    (name,) = [paper.file.name for paper in Document.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        destroy_what_is_due()
    application.refresh_from_db()
    assert application.statement == "I will train my colleagues."
    assert not Document.objects.exists()
    assert not default_storage.exists(name)
    destruction = Destruction.objects.get()
    assert (destruction.row_count, destruction.file_count) == (1, 1)


def test_endorsement_goes_with_the_mails_to_who_endorsed():
    application = submitted(asking_call())
    asked = endorsement(application)
    sign(asked)
    withdrawals.withdraw(application, by=application.applicant.user)
    ended(application)
    rule_of(application, "endorsement")
    destroy_what_is_due()
    asked.refresh_from_db()
    assert (asked.status, asked.name, asked.text) == ("signed", "[erased]", "[erased]")
    mails = OutgoingEmail.objects.filter(subject_type="trainees.endorsement")
    assert set(mails.values_list("recipient", "text")) == {("[erased]", "[erased]")}
    assert OutgoingEmail.objects.exclude(text="[erased]").exists()


def test_mails_about_an_application_are_forgotten_and_never_sent():
    application = not_selected()
    mails = OutgoingEmail.objects.filter(subject_type="trainees.application")
    assert mails.filter(status="queued").exists()
    rule_of(application, "mail")
    destroy_what_is_due()
    assert set(mails.values_list("status", "text")) == {("cancelled", "[erased]")}


def test_period_is_counted_from_its_event_to_the_day():
    application = submitted()
    withdrawals.withdraw(application, by=application.applicant.user)
    rule = rule_of(application, event="result", period=2, unit="years")
    today = timezone.localdate()
    due = DueData.objects.get(rule=rule)
    assert due.due_on == today.replace(year=today.year + 2)
    assert not DueData.objects.due(due.due_on - timedelta(days=1)).exists()
    assert DueData.objects.due(due.due_on).exists()


def test_what_runs_is_never_due():
    running = offered().application
    for kind in ("not_selected", "trainee", "paper", "mail"):
        rule_of(running, kind, event="last_change")
    assert not DueData.objects.exists()
    offers.accept(running.offers.get(), by=UserFactory())
    assert not DueData.objects.exists()


def test_newest_published_rule_counts():
    application = not_selected()
    rule = rule_of(application)
    longer = retention_rules.next_version(rule)
    assert retention_rules.next_version(rule) == longer
    RetentionRule.objects.filter(pk=longer.pk).update(period=90, unit="years")
    assert [due.rule for due in DueData.objects.all()] == [rule]
    longer.refresh_from_db()
    retention_rules.publish(longer, by=UserFactory())
    destroy_what_is_due()
    assert not Destruction.objects.exists()


def test_ready_rules_are_whole_and_begun_once():
    program = not_selected().cohort.program
    made = retention_rules.start(program)
    assert {rule.kind for rule in made} == set(RetentionKind)
    assert retention_rules.start(program) == []
    for rule in RetentionRule.objects.all():
        retention_rules.publish(rule, by=UserFactory())
        assert rule.words


@pytest.mark.parametrize("why", ["hold", "appeal", "erasure"])
def test_who_is_held_back_is_passed_over_and_counted(why: str):
    held, free = not_selected(), not_selected()
    rule = rule_of(held)
    bring_into(held.cohort.program, free)
    by = UserFactory()
    if why == "hold":
        hold = retention.hold(held.applicant, reason="A claim", by=by)
    elif why == "appeal":
        appeal = Appeal.objects.create(application=held, text="Look again")
    else:
        Erasure.objects.create(user=held.applicant.user)
    (destruction,) = retention.destroy_due(rule)
    assert [line.application_id for line in destruction.lines.all()] == [free.pk]
    assert destruction.passed_over_count == 1
    assert DueData.objects.left().get(rule=rule).held_by == why
    if why == "hold":
        retention.lift(hold, by=by)
    elif why == "appeal":
        decide(Appeal.objects.filter(pk=appeal.pk))
    else:
        Erasure.objects.update(status="taken_back")
    assert len(retention.destroy_due(rule)) == 1


def test_hold_follows_a_merged_account():
    application, stays, by = not_selected(), ApplicantFactory(), UserFactory()
    rule = rule_of(application)
    hold = retention.hold(application.applicant, reason="A claim", by=by)
    people_merges.merge(application.applicant, stays, right={}, reason="One person", by=by)
    assert retention.destroy_due(rule) == []
    assert reports.overview(rule.program).holds[0].person == stays
    assert reports.waiting_by_program()[1] == {rule.program_id: 1}
    (held,) = (kind for kind in my_data.data_of(stays.user) if kind.key == "holds")
    assert len(held.records) == 1
    with pytest.raises(StillInUse, match="A claim"):
        erasures.agree(Erasure.objects.create(user=stays.user), by=by)
    Erasure.objects.update(status="taken_back")
    retention.lift(hold, by=by)
    assert len(retention.destroy_due(rule)) == 1


def test_person_is_held_once_and_let_go_once():
    person, by = not_selected().applicant, UserFactory()
    hold = retention.hold(person, reason="A claim", by=by)
    with pytest.raises(HeldAlready):
        retention.hold(person, reason="Another", by=by)
    retention.lift(hold, by=by)
    with pytest.raises(HoldLifted):
        retention.lift(hold, by=by)


def test_large_first_run_waits_for_a_person(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention_rules, "LARGE", 0)
    application, by = not_selected(), UserFactory()
    rule = rule_of(application)
    assert retention.destroy_due(rule) == []
    assert retention_rules.agree(rule, by=by).application_count == 1
    with pytest.raises(RunAgreed):
        retention_rules.agree(rule, by=by)
    assert len(retention.destroy_due(rule)) == 1


def test_second_night_has_nothing_to_do():
    application = not_selected()
    rule = rule_of(application)
    assert len(retention.destroy_due(rule)) == 1
    assert retention.destroy_due(rule) == []


def test_rule_that_fails_does_not_stop_the_others(caplog: Any):
    failing, other = not_selected(), not_selected()
    mail = OutgoingEmail.objects.filter(recipient_user=failing.applicant.user).first()
    OutgoingEmail.objects.filter(pk=mail.pk).update(status="sending")
    rule_of(failing)
    rule_of(other)
    destroy_what_is_due()
    assert "was not carried out" in caplog.text
    assert [line.application for line in DestroyedApplication.objects.all()] == [other]


def test_mail_in_a_senders_hand_leaves_the_rest_of_a_rule_to_the_next_night(
    monkeypatch: pytest.MonkeyPatch,
):
    first, second = not_selected(), not_selected()
    bring_into(first.cohort.program, second)
    rule_of(first)
    monkeypatch.setattr(retention, "STEP", 1)
    mails = OutgoingEmail.objects.filter(recipient_user=second.applicant.user)
    mails.update(status="sending")
    destroy_what_is_due()
    assert [line.application for line in DestroyedApplication.objects.all()] == [first]
    assert not mails.filter(text="[erased]").exists()
    mails.update(status="sent", sent_at=timezone.now())
    destroy_what_is_due()
    assert DestroyedApplication.objects.filter(application=second).exists()
    assert set(mails.values_list("text", flat=True)) == {"[erased]"}


def test_mail_in_a_senders_hand_keeps_its_person_until_the_next_night():
    application = not_selected()
    rule_of(application)
    destroy_what_is_due()
    rule_of(application, "person")
    mails = OutgoingEmail.objects.filter(recipient_user=application.applicant.user)
    with ignoring("ivi_training.OutgoingEmail:status_moves"):
        mails.update(status="sending")
    destroy_what_is_due()
    application.applicant.user.refresh_from_db()
    assert application.applicant.user.erased_at is None
    mails.update(status="sent", sent_at=timezone.now())
    destroy_what_is_due()
    application.applicant.user.refresh_from_db()
    assert application.applicant.user.erased_at is not None


def _try(write: Any) -> bool:
    """Whether the database lets it through."""
    try:
        with transaction.atomic():
            write()
    except DatabaseError:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_way_is_shut_once_the_record_stands():
    application = not_selected()
    destruction = retention.destroy_due(rule_of(application))[0]
    row = Application.objects.filter(pk=application.pk)
    record = Destruction.objects.filter(pk=destruction.pk)
    assert not _try(lambda: row.update(statement=""))
    assert not _try(lambda: record.update(row_count=0))
    assert not _try(lambda: record.update(files=["other"]))
    assert not _try(record.delete)
    assert not _try(lambda: DestroyedApplication.objects.update(kind="paper"))


def test_way_opens_to_what_the_record_names_and_to_nothing_else():
    mine, other = not_selected(), not_selected()
    rule = rule_of(mine, "paper")
    destruction = Destruction.objects.create(rule=rule)
    mine_only = {"destruction": destruction, "kind": "paper"}
    assert not _try(lambda: mine.documents.all().delete())
    assert _try(lambda: DestroyedApplication.objects.create(application=mine, **mine_only))
    assert not _try(lambda: DestroyedApplication.objects.create(application=other, **mine_only))
    assert _try(lambda: mine.documents.all().delete())
    assert not _try(lambda: other.documents.all().delete())
    assert not _try(lambda: Application.objects.filter(pk=mine.pk).update(statement=""))
    whole = {"destruction": Destruction.objects.create(rule=rule_of(mine)), "kind": "not_selected"}
    DestroyedApplication.objects.create(application=mine, **whole)
    row = Application.objects.filter(pk=mine.pk)
    assert _try(lambda: row.update(statement="[erased]"))
    assert not _try(lambda: row.update(statement="Better words"))
    assert not _try(lambda: row.update(country="FR"))
    moves = StatusChange.objects.filter(subject_type="trainees.application", subject_id=mine.pk)
    assert _try(lambda: moves.update(reason=""))
    assert not _try(moves.delete)


@pytest.mark.parametrize("why", ["running", "held", "early"])
def test_database_refuses_a_record_of_what_is_not_due(why: str):
    application = offered().application if why == "running" else not_selected()
    period = {"period": 99, "unit": "years"} if why == "early" else {}
    rule = rule_of(application, **period)
    if why == "held":
        retention.hold(application.applicant, reason="A claim", by=UserFactory())
    destruction = Destruction.objects.create(rule=rule)
    line = DestroyedApplication(
        destruction=destruction, application=application, kind="not_selected"
    )
    assert not _try(line.save)


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_process_left_is_taken_up_and_nothing_is_counted_twice(
    monkeypatch: pytest.MonkeyPatch,
):
    first = not_selected()
    for _person in range(2):
        other = not_selected()
        bring_into(first.cohort.program, other)
    rule = rule_of(first)
    monkeypatch.setattr(retention, "STEP", 1)
    destroy, seen = retention.destructions.destroy, []

    def dies_in_the_second_step(kind: RetentionKind, due: Any) -> int:
        count = destroy(kind, due)
        seen.append(due)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return count

    monkeypatch.setattr(retention.destructions, "destroy", dies_in_the_second_step)
    _dies_before_files(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        retention.destroy_due(rule)
    assert Destruction.objects.count() == DestroyedApplication.objects.count() == 1
    assert Document.objects.count() == 2
    retention.destroy_due(rule)
    counts = Destruction.objects.values_list("application_count", "file_count")
    assert [sum(column) for column in zip(*counts, strict=True)] == [3, 3]
    assert not Document.objects.exists()
    assert len(files()) == 3
    monkeypatch.undo()
    delete_erased_files()
    assert files() == []


def _dies_before_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done after the commit is not: the process is gone."""
    monkeypatch.setattr(retention.erasures, "delete_files", lambda _record: None)
    monkeypatch.setattr(stored_file, "delete_unnamed", lambda _names: None)


def test_statements_do_not_grow_with_the_applications(django_assert_max_num_queries: Any):
    first = not_selected()
    for _person in range(5):
        other = not_selected()
        bring_into(first.cohort.program, other)
    rule = rule_of(first)
    with django_assert_max_num_queries(60):
        retention.destroy_due(rule)


def test_hold_by_the_database_names_who_lifted_it():
    hold = retention.hold(not_selected().applicant, reason="A claim", by=UserFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        type(hold).objects.update(lifted_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        type(hold).objects.update(reason="Another")


def test_guards_are_what_refuses():
    """With the trigger off, a record of anything opens the way."""
    application = offered().application
    destruction = Destruction.objects.create(rule=rule_of(application))
    line = DestroyedApplication(
        destruction=destruction, application=application, kind="not_selected"
    )
    with ignoring("trainees.DestroyedApplication:is_due"):
        assert _try(line.save)
    assert _try(lambda: Application.objects.update(statement="[erased]"))
