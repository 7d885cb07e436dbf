import html
import re
import time
from collections.abc import Callable
from itertools import product

import pytest
from django.db import transaction
from django.template import TemplateDoesNotExist
from pytest_django import (
    DjangoAssertNumQueries,
    DjangoCaptureOnCommitCallbacks,
    Settings,
)

from ivi_training.mail import Message, queue, queue_all
from ivi_training.models import OutgoingEmail, User
from ivi_training.statuses import WhenUnsure

WriteTemplate = Callable[[str, str], None]
TEMPLATE = "tests/emails/news"


@pytest.fixture
def news(write_template: WriteTemplate) -> None:
    write_template(f"{TEMPLATE}.subject.txt", "News for {{ name }}")
    write_template(
        f"{TEMPLATE}.txt",
        '{% extends "layouts/email.txt" %}{% block content %}'
        "{{ name }}\n{{ site_url }}/news/\n"
        "{% blocktranslate %}For {{ name }}.{% endblocktranslate %}{% endblock %}",
    )
    write_template(
        f"{TEMPLATE}.html",
        '{% extends "layouts/email.html" %}{% block content %}'
        '<p id="name">{{ name }}</p><a href="{{ site_url }}/news/">{{ site_url }}/news/</a>'
        "{% endblock %}",
    )


def about(user: User, occasion: str = "once", name: str = "Anna") -> Message:
    return Message(TEMPLATE, about=user, occasion=occasion, recipient=user, context={"name": name})


@pytest.mark.usefixtures("news")
def test_queue_writes_everything_down(anna: User, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Training <training@mail.example>"
    email = queue(about(anna))
    assert email.key == f"{TEMPLATE}:ivi_training.user:{anna.pk}:once"
    assert (email.subject_type, email.subject_id) == ("ivi_training.user", anna.pk)
    assert (email.recipient, email.recipient_user) == ("anna@example.org", anna)
    assert (email.status, email.when_unsure) == ("queued", WhenUnsure.RESEND)
    assert email.message_id.endswith("@mail.example>")
    assert email.subject == "News for Anna"
    assert f"{settings.SITE_URL}/news/" in email.text
    assert f'href="{settings.SITE_URL}/news/"' in email.html
    assert "Dear Anna," in email.text


@pytest.mark.usefixtures("news")
def test_same_fact_makes_one_mail(anna: User) -> None:
    first = queue(about(anna))
    assert queue(about(anna, name="Other")) == first
    assert queue(about(anna)).message_id == first.message_id
    assert queue(about(anna, occasion="twice")) != first
    assert OutgoingEmail.objects.count() == 2


@pytest.mark.usefixtures("news")
def test_mail_exists_only_with_what_made_it_true(anna: User) -> None:
    def fail() -> None:
        with transaction.atomic():
            queue(about(anna))
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail()
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("number", [1, 40])
@pytest.mark.usefixtures("news", "memory_broker")
def test_queue_all_takes_one_statement_and_one_nudge(
    anna: User,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    messages = [about(anna, str(occasion)) for occasion in range(number)]
    with django_capture_on_commit_callbacks() as callbacks, django_assert_num_queries(1):
        queue_all(messages)
    assert OutgoingEmail.objects.count() == number
    assert len(callbacks) == 1


def test_nothing_to_queue_is_nothing(db: None) -> None:
    queue_all([])
    assert not OutgoingEmail.objects.exists()


def test_recipients_read_their_own_language(anna: User, write_template: WriteTemplate) -> None:
    for part in ("subject.txt", "txt", "html"):
        write_template(
            f"{TEMPLATE}.{part}",
            "{{ language }} {% get_current_language as now %}{{ now }}",
        )
    anna.language = "ko"
    email = queue(about(anna))
    assert (email.language, email.subject) == ("ko", "ko ko")
    anna.language = ""
    assert queue(about(anna, "again")).text.startswith("en en")


def test_missing_template_fails_at_once(anna: User) -> None:
    with pytest.raises(TemplateDoesNotExist):
        queue(Message("tests/emails/nothing", about=anna, occasion="", recipient=anna))


@pytest.mark.usefixtures("news")
def test_subject_is_one_line_that_fits(anna: User) -> None:
    email = queue(about(anna, name="A\r\nBcc: x\u2028y\x85z\x00" + "n" * 300))
    assert email.subject.startswith("News for A Bcc: x y znnn")
    assert len(email.subject) == 250
    assert "\n" not in email.subject


@pytest.mark.usefixtures("news")
def test_text_is_not_escaped_and_html_is(anna: User) -> None:
    email = queue(about(anna, name="O'Neil & <Söhne>"))
    assert "\nO'Neil & <Söhne>\n" in email.text
    assert "For O'Neil & <Söhne>." in email.text
    assert '<p id="name">O&#x27;Neil &amp; &lt;Söhne&gt;</p>' in email.html


ADDRESSES = [
    "http://evil.example", "https://evil.example/login?a=1", "HTTP://EVIL.EXAMPLE", "evil.example",
    "www.evil.example", "//evil.example", "ftp://evil.example", "evil.example:8080/x",
    "user@evil.example", "mailto:user@evil.example", "http://[::1]/", "http://1.2.3.4/",
    "{site}.evil.example", "{site}@evil.example", "{site}:x@evil.example/", "{site}/@evil.example",
    "{site}/,https://evil.example", "xn--evil-4na.example", "evil。example",
    "http:\u202e//evil.example",
]  # fmt: skip
WRAPPINGS = [
    "{}", "<a href='{}'>Anna</a>", '"><img src={} onerror=alert(1)>', "Anna ({})", "[Anna]({})",
    "<{}>", "Anna\r\nBcc: {}\r\n\r\n", "{{{{ {} }}}}", "</p></body>{}",
    "Anna\x00\u2028\u202e{}\u200b",
    "&lt;script&gt;{}&lt;/script&gt;", "</style>{}<style>",
]  # fmt: skip
LINK = re.compile(r"\w+://\S|www\.\w|\w[.。][a-z]{2,}|@\w+\.\w", re.IGNORECASE)
OURS = re.compile(r"http://127\.0\.0\.1:8000(?=[/\s<\"]|$)")


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.usefixtures("news")
def test_hostile_names_stay_names(anna: User, wrapping: str, settings: Settings) -> None:
    names = [wrapping.format(address.replace("{site}", settings.SITE_URL)) for address in ADDRESSES]
    for number, name in enumerate(names):
        anna.name = name[:150]
        email = queue(about(anna, str(number), name=name))
        stored = OutgoingEmail.objects.get(pk=email.pk)
        assert not LINK.search(OURS.sub("", stored.subject)), name
        assert not LINK.search(OURS.sub("", stored.text)), name
        assert "\u202e" not in stored.text + stored.html
        [shown] = re.findall(r'<p id="name">(.*?)</p>', stored.html, re.DOTALL)
        assert "<" not in shown
        assert not LINK.search(OURS.sub("", html.unescape(shown))), name
        assert stored.html.count("<img") == stored.html.count("<script") == 0


def test_there_are_enough_hostile_names() -> None:
    assert len(set(product(WRAPPINGS, ADDRESSES))) >= 200


@pytest.mark.usefixtures("news", "broken_broker")
def test_nobody_waits_for_a_broker_that_is_down(
    anna: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(20):
            queue(about(anna, str(number)))
    assert time.monotonic() - started < 2
    assert OutgoingEmail.objects.count() == 20
