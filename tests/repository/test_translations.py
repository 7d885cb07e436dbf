"""The Korean catalogue is whole, and Korean readers meet no English sentence."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.db.models import TextChoices
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

import courses.statuses
import grants.engagement_statuses
import grants.statuses
import ivi_training.statuses
import trainees.endorsement_statuses
import trainees.money_statuses
import trainees.onboarding_statuses
import trainees.retention_statuses
import trainees.statuses
from ivi_training.mail import Parts, Templates, render
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.endorsements import endorsement
from tests.factories.trainees import condition, deferral, offered
from trainees.actions.endorsements import Person
from trainees.models import Offer
from trainees.statuses import IneligibleReason

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "ko" / "LC_MESSAGES" / "django.po"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>")
HANGUL = re.compile("[가-힣]")
# Two words in a row; what stands alone is a name, a code or a unit.
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b")
NOT_PROSE = re.compile(r"<(style|script).*?</\1>|<[^>]+>|https?://\S+|\S+@\S+", re.DOTALL)


def catalogue() -> list[Message]:
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file, locale="ko") if message.id]


def texts(value: Any) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [value]


def test_header_says_korean() -> None:
    header = CATALOGUE.read_text(encoding="utf-8").partition("\n\n")[0]
    assert '"Language: ko\\n"' in header
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in header
    assert "fuzzy" not in header


def test_every_message_is_translated() -> None:
    missing = [m.id for m in catalogue() if m.fuzzy or not all(texts(m.string))]
    assert missing == []


def test_placeholders_and_tags_survive_translation() -> None:
    different = [
        message.id
        for message in catalogue()
        if any(
            sorted(PLACEHOLDER.findall(korean))
            != sorted(PLACEHOLDER.findall(texts(message.id)[-1]))
            for korean in texts(message.string)
        )
    ]
    assert different == []


@pytest.mark.parametrize(
    "choices",
    [
        choices
        for module in (
            courses.statuses,
            grants.statuses,
            ivi_training.statuses,
            trainees.statuses,
            trainees.endorsement_statuses,
            grants.engagement_statuses,
            trainees.money_statuses,
            trainees.onboarding_statuses,
            trainees.retention_statuses,
        )
        for choices in vars(module).values()
        if isinstance(choices, type) and issubclass(choices, TextChoices) and choices.choices
    ],
)
def test_labels_are_korean(choices: type[TextChoices]) -> None:
    with translation.override("ko"):
        english = [str(label) for label in choices.labels if not HANGUL.search(str(label))]
    assert english == []


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return {
        "confirmation_days": 3,
        "reset_days": 3,
        "email": "kim@example.org",
        "from_email": "kim@example.org",
        "to_email": "lee@example.org",
        "deleted_email": "kim@example.org",
        "ip": "192.0.2.1",
        "user_agent": "Firefox/140.0",
        "timestamp": timezone.now(),
        "activate_url": "https://training.example.org/a/",
        "password_reset_url": "https://training.example.org/b/",
        "signup_url": "https://training.example.org/c/",
    }


def in_korean(subject: Path, facts: dict[str, Any]) -> Parts:
    """Ours are named offer_made.subject.txt, .txt, .html; allauth's _subject.txt, _message.txt."""
    name = str(subject.relative_to(TEMPLATES))
    stem = name.removesuffix(".subject.txt").replace("_subject.txt", "_message")
    templates = Templates(name, f"{stem}.txt", f"{stem}.html")
    return render(templates, facts, to="kim@example.org", language="ko")


def assert_korean(parts: Parts) -> None:
    for part in parts:
        prose = unescape(NOT_PROSE.sub("\n", part))
        assert HANGUL.search(prose), part
        assert ENGLISH.search(prose) is None, prose


@pytest.mark.parametrize(
    "subject",
    [
        path
        for folder in ("account", "mfa")
        for path in sorted((TEMPLATES / folder / "email").glob("*_subject.txt"))
    ],
    ids=lambda path: path.name,
)
def test_account_mails_are_korean(subject: Path, facts: dict[str, Any]) -> None:
    assert_korean(in_korean(subject, facts))


DIRECTOR = Person("이서연", "소장", "한국백신", "lee@example.org")


@pytest.fixture
def offer(db: None) -> Offer:
    return offered(applicant__given_names="민준", applicant__family_name="김")


def test_applicants_mails_are_korean(offer: Offer, facts: dict[str, Any]) -> None:
    application = offer.application
    more = {
        "condition": condition(offer),
        "deferral": deferral(offer),
        "endorsement": endorsement(person=DIRECTOR),
        "token": "token",
        "cohort": offer.application.cohort,
        "offer": offer,
        "application": application,
        "recipient": application.applicant.user,
        "reason": IneligibleReason.COUNTRY.label,
    }
    subjects = sorted((TEMPLATES / "trainees" / "emails").glob("*.subject.txt"))
    assert subjects
    for subject in subjects:
        assert_korean(in_korean(subject, facts | more))


@pytest.mark.django_db
def test_applicants_pages_are_korean(client: Client) -> None:
    call = open_call()
    member = as_user(UserFactory())
    pages = [
        client.get(reverse("account_signup"), headers={"accept-language": "ko"}),
        client.get(reverse("account_login"), headers={"accept-language": "ko"}),
        client.post(reverse("account_signup"), {"email": "x"}, headers={"accept-language": "ko"}),
        member.get(reverse("trainees:application_list"), headers={"accept-language": "ko"}),
        member.get(
            reverse("trainees:application_edit", args=[call.code]),
            headers={"accept-language": "ko"},
            follow=True,
        ),
    ]
    for page in pages:
        prose = unescape(NOT_PROSE.sub("\n", page.content.decode()))
        assert HANGUL.search(prose)
        assert ENGLISH.findall(prose) == []
