"""The Korean catalogue is whole, and Korean readers meet no English sentence."""

import re
from html import unescape
from importlib import import_module
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

from ivi_training import rooms
from ivi_training.accounts.models import Erasure
from ivi_training.accounts.statuses import RefusalGround
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.texts import Parts, Templates, fill
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from tests.factories.courses import open_call
from tests.factories.endorsements import endorsement
from tests.factories.mails import html_of, text_of
from tests.factories.trainees import condition, deferral, draft, offered
from tests.repository.korean import ENGLISH, HANGUL, NOT_PROSE, assert_korean
from tests.repository.world import APPS
from trainees.applying.actions.endorsements import Endorser
from trainees.applying.emails import applications as applying_emails
from trainees.applying.emails import endorsements
from trainees.joining.emails import offers as joining_emails
from trainees.joining.models import Offer
from trainees.records.emails import requests
from trainees.screening.emails import screening as screening_emails
from trainees.screening.models import ScreeningStep
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.emails import results as selecting_emails

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "ko" / "LC_MESSAGES" / "django.po"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+>")


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


STATUSES = [import_module(name) for app in APPS for name in rooms.load(app, "statuses")]


@pytest.mark.parametrize(
    "choices",
    [
        choices
        for module in STATUSES
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
    """The mails of allauth, named _subject.txt, _message.txt and _message.html."""
    name = str(subject.relative_to(TEMPLATES))
    stem = name.replace("_subject.txt", "_message")
    templates = Templates(name, f"{stem}.txt", f"{stem}.html")
    return fill(templates, facts, to="kim@example.org", language="ko")


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


DIRECTOR = Endorser("이서연", "소장", "한국백신", "lee@example.org")


@pytest.fixture
def offer(db: None) -> Offer:
    return offered(
        applicant__given_names="민준",
        applicant__family_name="김",
        applicant__user__language="ko",
        applicant__user__name="김민준",
    )


def test_applicants_mails_are_korean_whoever_causes_them(offer: Offer) -> None:
    """Titles, labels and reasons, too: they are asked for in the reader's language."""
    application, bound, asked = offer.application, condition(offer), deferral(offer)
    with translation.override("en"):
        applying_emails.application_received(application)
        applying_emails.application_withdrawn(application)
        joining_emails.offer_accepted(offer)
        joining_emails.offer_rescinded(offer, reason="예산")
        selecting_emails.offer_from_waiting_list(offer)
        joining_emails.conditions_set([bound])
        joining_emails.condition_reminded(bound)
        joining_emails.condition_settled(bound)
        joining_emails.condition_missed(bound)
        joining_emails.deferral_granted(asked, offer)
        joining_emails.deferral_refused(asked)
        screening_emails.found_ineligible(
            ScreeningStep(reason=IneligibleReason.COUNTRY, made_at=timezone.now()), [application]
        )
        erasure = Erasure(pk=1, user=application.applicant.user, ground=RefusalGround.KEPT_BY_LAW)
        requests.erasure_refused(erasure)
        letter = endorsement(draft(applicant__user__language="ko"), DIRECTOR)
        endorsements.expired(letter)
    mails = OutgoingEmail.objects.filter(language="ko")
    assert mails.count() == 14
    for mail in mails:
        assert_korean(Parts(mail.subject, text_of(mail), html_of(mail)))


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
