"""The storage against the database after each end of a file: no orphan, and nothing that lacks."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.utils import timezone
from pytest_django import Settings

from grants.spending.actions import evidence
from grants.spending.models import Evidence
from ivi_training import tasks as project_tasks
from ivi_training.files.actions import orphans
from ivi_training.files.models.stored_file import StoredFile, StoredFileQuerySet, file_columns
from ivi_training.guards.errors import TooMuchKept
from ivi_training.guards.permissions import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import ProgramFactory, open_call
from tests.factories.files import pdf
from tests.factories.forms import answer, form_for
from tests.factories.grants import grant_for, line_of, recorded
from tests.factories.retention import ended, retention_rule
from tests.factories.trainees import ApplicantFactory, draft, made_copy, submitted
from trainees import tasks
from trainees.applying.actions import answers, drafts
from trainees.applying.models import Application, Document
from trainees.portal.actions import withdrawals
from trainees.records.actions import erasures, people_merges

pytestmark = pytest.mark.django_db

Committing = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Committing:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def agree(db: None) -> Iterator[None]:
    """What is stored is what is named, after each test here."""
    yield
    assert stored() == named()


def stored() -> list[str]:
    return sorted(orphans.stored_names())


def named() -> list[str]:
    rows: set[str] = set()
    for column in file_columns():
        rows.update(column.model._default_manager.values_list(column.name, flat=True))
    return sorted(rows - {""})


def give(application: Application, **files: Any) -> None:
    drafts.save(application, application.applicant, files=files)


def ask_for_file(key: str = "plan", **facts: Any) -> tuple[str, str, dict[str, Any]]:
    return (key, "file", {"is_required": False, **facts})


def withdrawn(**facts: Any) -> Application:
    application = submitted(**facts)
    withdrawals.withdraw(application, by=application.applicant.user)
    return application


def erase(application: Application) -> None:
    asked = erasures.ask(application.applicant.user)
    erasures.agree(asked, by=UserFactory(roles=[Role.PRIVACY]))


def test_each_table_of_files_deletes_them_with_its_rows():
    def below(model: type[models.Model]) -> Iterator[type[models.Model]]:
        for one in model.__subclasses__():
            yield from below(one)
            yield one

    tables = [one for one in below(StoredFile) if not one._meta.abstract]
    assert {"Document", "Evidence", "DataExport"} <= {one.__name__ for one in tables}
    for table in tables:
        assert isinstance(table._default_manager.all(), StoredFileQuerySet)
    # A file column of another kind of table would be deleted by nobody.
    assert {column.model for column in file_columns()} == set(tables)


def test_paper_that_is_replaced_goes(commits: Committing):
    application = draft()
    before = stored()
    with commits():
        give(application, cv=pdf(height=200))
    assert len(stored()) == 1
    assert stored() != before


def test_paper_stays_where_the_step_that_replaces_it_fails(commits: Committing):
    application = draft()
    before = stored()
    with commits(), transaction.atomic():
        give(application, cv=pdf(height=200))
        transaction.set_rollback(True)
    assert set(before) == set(named())
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert len(orphans.sweep().deleted) == 1


def test_ten_saves_of_the_same_bytes_are_one_file(commits: Committing):
    application = draft()
    for number in range(10):
        with commits():
            give(application, cv=pdf(f"cv-{number}.pdf", height=200))
    assert len(stored()) == 1
    assert application.documents.get().name == "cv-9.pdf"


def test_one_person_keeps_the_same_bytes_once_and_another_their_own(commits: Committing):
    applicant = ApplicantFactory()
    draft(applicant=applicant)
    second = draft(applicant=applicant)
    assert (Document.objects.count(), len(stored())) == (2, 1)
    draft()
    assert (Document.objects.count(), len(stored())) == (3, 2)
    with commits():
        give(second, cv=pdf(height=200))
    assert len(stored()) == 3


def test_draft_that_moves_to_a_form_without_the_question_leaves_its_file(commits: Committing):
    call = open_call()
    form_for(call, [ask_for_file()])
    application = draft(call)
    answer(application, plan=pdf(height=300))
    assert len(stored()) == 2
    form_for(call, [ask_for_file("other")])
    with commits():
        answers.bind_to_newest(application)
    assert len(stored()) == 1


def test_draft_that_moves_to_a_form_with_the_question_keeps_its_file(commits: Committing):
    call = open_call()
    form_for(call, [ask_for_file()])
    application = draft(call)
    answer(application, plan=pdf(height=300))
    form_for(call, [ask_for_file()])
    with commits():
        answers.bind_to_newest(application)
    assert len(stored()) == 2


def test_file_of_a_question_that_another_answer_hides_goes(commits: Committing):
    call = open_call()
    shown = ask_for_file(shown_if="more", shown_values=["yes"])
    form_for(call, [("more", "yes_no", {}), shown])
    application = draft(call)
    answer(application, more="yes", plan=pdf(height=300))
    answer(application, more="no")
    with commits():
        answers.drop_hidden(application, answers.read(application))
    assert len(stored()) == 1


def test_erasure_takes_papers_and_copies(commits: Committing):
    application = withdrawn()
    made_copy(application.applicant.user)
    assert len(stored()) == 2
    with commits():
        erase(application)
    assert stored() == []


def test_erasure_whose_process_died_is_finished_by_the_clock():
    erase(withdrawn())
    assert len(stored()) == 1
    tasks.delete_erased_files()
    assert stored() == []


@pytest.mark.parametrize("kind", ["paper", "not_selected", "draft"])
def test_retention_takes_papers(commits: Committing, kind: str):
    application = draft() if kind == "draft" else withdrawn()
    ended(application)
    retention_rule(application.cohort.program, kind)
    with commits():
        tasks.destroy_what_is_due()
    assert stored() == []


def test_retention_leaves_what_another_application_of_the_person_names(commits: Committing):
    application = withdrawn()
    later = draft(applicant=application.applicant)
    ended(application)
    retention_rule(application.cohort.program, "paper")
    with commits():
        tasks.destroy_what_is_due()
    assert (application.documents.count(), later.documents.count()) == (0, 1)
    assert len(stored()) == 1


def test_merged_person_is_erased_with_the_files_of_both(commits: Committing):
    first, second = withdrawn(), withdrawn()
    with commits():
        people_merges.merge(
            first.applicant, second.applicant, right={}, reason="Same passport", by=UserFactory()
        )
    assert len(stored()) == 2
    second.refresh_from_db()
    with commits():
        erase(second)
    assert stored() == []


def test_copies_of_data_go_when_they_run_out_and_when_a_newer_one_is_made(commits: Committing):
    user = submitted().applicant.user
    made_copy(user)
    with commits():
        made_copy(user)
    assert len(stored()) == 2
    with time_machine.travel(timezone.now() + timedelta(days=8)), commits():
        tasks.make_data_exports()
    assert len(stored()) == 1


def test_row_that_is_deleted_by_itself_takes_its_file(commits: Committing):
    application = draft()
    with commits():
        application.documents.get().delete()
    assert stored() == []


def test_evidence_is_kept_once_and_within_its_room(settings: Settings):
    expenditure = recorded(line_of(grant_for(ProgramFactory())))
    before = len(stored())
    for _time in range(3):
        evidence.add(expenditure, pdf(height=300))
    assert len(stored()) == before + 1
    settings.EXPENDITURE_MAX_BYTES = 500
    with pytest.raises(TooMuchKept):
        evidence.add(expenditure, pdf(height=301))
    assert Evidence.objects.filter(expenditure=expenditure).count() == before + 1


@pytest.mark.parametrize("limit", ["APPLICATION_MAX_BYTES", "ACCOUNT_MAX_BYTES"])
def test_application_and_account_keep_so_much(settings: Settings, limit: str):
    application = draft()
    size = pdf().size or 0
    setattr(settings, limit, 2 * size)
    give(application, endorsement=pdf(height=200))
    if limit == "ACCOUNT_MAX_BYTES":
        application = draft(applicant=application.applicant)
    with pytest.raises(TooMuchKept, match="keeps at most"):
        give(application, endorsement=pdf(height=201, size=size + 1))


def test_sweep_deletes_old_orphans_and_names_what_lacks(
    settings: Settings, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    document = draft().documents.get()
    orphan = Path(settings.MEDIA_ROOT) / "trainees.document/zz/orphan"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    call_command("sweep_files")
    assert orphan.exists()  # of today: its row may not be committed yet
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        call_command("sweep_files", preview=True)
        assert orphan.exists()
        project_tasks.sweep_files()
    assert not orphan.exists()
    assert not caplog.records
    Path(document.file.path).rename(orphan)
    with pytest.raises(CommandError, match="backup"):
        call_command("sweep_files")
    assert f"missing: {document.file.name}" in capsys.readouterr().err
    project_tasks.sweep_files()
    assert "missing" in caplog.text
    orphan.rename(document.file.path)
