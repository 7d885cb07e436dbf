"""The receipt: what was handed in and when, for its owner alone."""

import re
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from ivi_training.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.trainees import ApplicantFactory, draft, submitted
from trainees.applying import documents
from trainees.applying.models import Application

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(user: User) -> Application:
    return submitted(open_call(), applicant=ApplicantFactory(user=user, given_names="#eval(1)"))


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture
def set_with(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The values that papers are set with, told beside the real setting."""
    told: list[dict[str, Any]] = []
    really = documents.typesetting.pdf

    def pdf(template: str, values: dict[str, Any]) -> bytes:
        told.append(values)
        return really(template, values)

    monkeypatch.setattr(documents.typesetting, "pdf", pdf)
    return told


def receipt(client: Client, application: Application, **query: str) -> Any:
    url = reverse("trainees:application_receipt", args=[application.pk])
    return client.get(url, query)


def test_receipt_is_a_pdf_named_by_its_reference(
    client: Client, user: User, application: Application
):
    client.force_login(user)
    answer = receipt(client, application)
    assert answer["Content-Type"] == "application/pdf"
    assert f'attachment; filename="{application.reference}.pdf"' in answer["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == 1
        assert "Receipt" in str(pdf.docinfo.Title)


def test_receipt_shows_three_clocks(
    client: Client, user: User, application: Application, set_with: list[dict[str, Any]]
):
    client.force_login(user)
    receipt(client, application, zone="Africa/Nairobi")
    clocks = dict(set_with[0]["facts"])["Submitted"]
    assert [clock.split()[-1] for clock in clocks] == ["KST", "UTC", "Africa/Nairobi"]
    assert application.submitted_at
    hour = application.submitted_at.astimezone(ZoneInfo("Africa/Nairobi"))
    assert f"{hour:%H:%M}" in clocks[2]


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "x" * 9999, "Asia/Seoul"])
def test_unknown_zone_leaves_two_clocks(
    client: Client, user: User, application: Application, set_with: list[dict[str, Any]], zone: str
):
    client.force_login(user)
    assert receipt(client, application, zone=zone).status_code == 200
    assert len(dict(set_with[0]["facts"])["Submitted"]) == 2


def test_receipt_is_in_the_readers_language(client: Client, user: User, application: Application):
    client.force_login(user)
    english = receipt(client, application).content
    client.cookies["django_language"] = "ko"
    assert receipt(client, application).content != english


def test_receipt_of_somebody_else_or_of_a_draft_is_not_there(
    client: Client, user: User, application: Application
):
    client.force_login(UserFactory())
    assert receipt(client, application).status_code == 404
    client.force_login(user)
    begun = draft(open_call(), applicant=application.applicant)
    assert receipt(client, begun).status_code == 404


def test_page_of_the_application_offers_the_receipt(
    client: Client, user: User, application: Application
):
    client.force_login(user)
    page = client.get(
        reverse("trainees:application_detail", args=[application.pk])
    ).content.decode()
    assert reverse("trainees:application_receipt", args=[application.pk]) in page
    assert re.search(r"KST.*UTC", page, re.DOTALL)
