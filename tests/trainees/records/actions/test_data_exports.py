"""Copies of one's own data: whole, of nobody else, one at a time, gone after a week."""

import json
import logging
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone

from ivi_training.accounts.models import DataExport, User
from ivi_training.accounts.statuses import ExportStatus
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.forms import form_for, handed_in
from tests.factories.reviews import submitted_review
from tests.factories.trainees import eligible, made_copy, offered
from trainees import tasks
from trainees.applying.models import Document
from trainees.records.actions import data_exports
from trainees.records.errors import ExportInTheMaking
from trainees.records.reports import my_data

pytestmark = pytest.mark.django_db


def read(export: DataExport) -> tuple[dict[str, Any], list[str]]:
    with export.file.open("rb") as stored, zipfile.ZipFile(stored) as archive:
        names = archive.namelist()
        return json.loads(archive.read("data.json")), names


def test_copy_holds_everything_and_every_paper_under_a_safe_name():
    offer = offered(applicant__given_names="Wanjirũ")
    application = offer.application
    user = application.applicant.user
    data, names = read(made_copy(user))
    paper = application.documents.get()
    assert names == ["data.json", f"papers/{paper.pk}-{paper.name}"]
    assert data["person"][0]["given_names"] == "Wanjirũ"
    assert data["applications"][0]["reference"] == application.reference
    assert data["offers"][0]["status"] == "sent"
    assert data["consents"][0]["answer"] == "given"
    assert {one["subject"] for one in data["mails"]} == set(
        OutgoingEmail.objects.filter(recipient_user=user)
        .exclude(kind="data_export_ready")
        .values_list("subject", flat=True)
    )


def test_answers_to_the_calls_own_questions_are_in_it():
    call = open_call()
    form_for(call)
    application = handed_in(call)
    data, _names = read(made_copy(application.applicant.user))
    assert len(data["answers"]) == application.answers.count() > 0


def test_reviews_are_named_without_reviewer_score_or_comment():
    review = submitted_review(eligible())
    kinds = {k.key: k for k in my_data.data_of(review.application.applicant.user)}
    (record,) = kinds["reviews"].records
    assert [fact.name for fact in record] == ["application", "status", "submitted_at"]
    whole = json.dumps([[f.words for f in r] for k in kinds.values() for r in k.records])
    assert review.reviewer.name not in whole
    assert review.reviewer.email not in whole


def test_nothing_of_anybody_else_is_in_it():
    mine, other = offered(), offered(applicant__given_names="Somebodyelse")
    export = made_copy(mine.application.applicant.user)
    data, names = read(export)
    assert len(names) == 2
    assert "Somebodyelse" not in json.dumps(data, ensure_ascii=False)
    assert other.application.reference not in json.dumps(data)


def test_queries_do_not_grow_with_what_is_held(django_assert_num_queries: Any):
    user = offered().application.applicant.user
    offered(applicant=offered().application.applicant)
    with django_assert_num_queries(28):
        my_data.data_of(user)


def test_second_copy_waits_for_the_first():
    user = UserFactory()
    data_exports.ask(user)
    with pytest.raises(ExportInTheMaking):
        data_exports.ask(user)


def test_new_copy_takes_the_place_of_the_one_before(django_capture_on_commit_callbacks: Any):
    user = UserFactory()
    first = made_copy(user)
    name = first.file.name
    with django_capture_on_commit_callbacks(execute=True):
        second = made_copy(user)
    first.refresh_from_db()
    assert (first.status, first.file.name) == (ExportStatus.EXPIRED, "")
    assert second.is_ready
    assert not default_storage.exists(name)
    assert OutgoingEmail.objects.filter(kind="data_export_ready").count() == 2


def test_clock_makes_what_is_asked_and_deletes_what_ran_out(
    django_capture_on_commit_callbacks: Any,
):
    export = data_exports.ask(UserFactory())
    tasks.make_data_exports()
    export.refresh_from_db()
    assert export.is_ready
    name = export.file.name
    late = timezone.now() + timedelta(days=7, minutes=1)
    with time_machine.travel(late), django_capture_on_commit_callbacks(execute=True):
        tasks.make_data_exports()
        export.refresh_from_db()
    assert export.status == ExportStatus.EXPIRED
    assert not default_storage.exists(name)


def test_copy_that_cannot_be_made_is_logged_and_can_be_asked_again(
    caplog: pytest.LogCaptureFixture,
):
    application = offered().application
    for paper in Document.objects.all():
        default_storage.delete(paper.file.name)
    user: User = application.applicant.user
    export = data_exports.ask(user)
    with caplog.at_level(logging.ERROR):
        tasks.make_data_exports()
    export.refresh_from_db()
    assert export.status == ExportStatus.FAILED
    assert "was not made" in caplog.text
    assert data_exports.ask(user)
