import html
import re
import time
from collections.abc import Callable
from itertools import product

import pytest
from django.db import transaction
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pytest_django import (
    DjangoAssertNumQueries,
    DjangoCaptureOnCommitCallbacks,
    Settings,
)

from ivi_training.accounts.models import User
from ivi_training.outbox import kinds
from ivi_training.outbox.kinds import DuplicateKind, Kind, NotOfThisKind
from ivi_training.outbox.mail import Message, Reader, queue, queue_all
from ivi_training.outbox.models import MailPause, OutgoingEmail
from ivi_training.outbox.statuses import WhenUnsure
from tests.factories.mails import html_of, text_of

WriteTemplate = Callable[[str, str], None]
NEWS = Kind(
    code="news", name=_("News"), folder="tests/emails", about=User, samples={"name": "Anna"}
)
SOURCE = """
{% subject %}News for {{ name }}{% endsubject %}
{% paragraph %}{{ name }}{% endparagraph %}
{% fact "For" %}{{ name }}{% endfact %}
{% lines %}{{ name }}{% endlines %}
{% item %}{{ name }}{% enditem %}
{% action "/news/" "Read them" %}
"""


@pytest.fixture
def news(write_template: WriteTemplate) -> None:
    write_template("tests/emails/news.en.txt", SOURCE)


def about(user: User, occasion: str = "once", name: str = "Anna", kind: Kind = NEWS) -> Message:
    return Message(kind, user, occasion, recipient=user, values=lambda: {"name": name})


@pytest.mark.usefixtures("news")
def test_queue_writes_everything_down(anna: User, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Training <training@mail.example>"
    email = queue(about(anna))
    assert email.key == f"news:ivi_training.user:{anna.pk}:once"
    assert email.kind == "news"
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
    for language in ("en", "ko"):
        source = f"{{% subject %}}{language} {{{{ name }}}}{{% endsubject %}}"
        write_template(f"tests/emails/news.{language}.txt", source)
    anna.language = "ko"
    in_its_language = {"values": lambda: {"name": get_language()}}
    email = queue(Message(NEWS, anna, "once", recipient=anna, **in_its_language))
    assert (email.language, email.subject) == ("ko", "ko ko")
    anna.language = ""
    again = queue(Message(NEWS, anna, "again", recipient=anna, **in_its_language))
    assert (again.language, again.subject) == ("en", "en en")
    assert "Dear Anna," in again.text


@pytest.mark.usefixtures("news")
def test_somebody_without_an_account_is_written_to_by_name(anna: User) -> None:
    lee = Reader("lee@example.org", "en", "Lee")
    values = {"name": "x"}
    email = queue(Message(NEWS, anna, "once", recipient=lee, values=lambda: values))
    assert (email.recipient, email.recipient_user) == ("lee@example.org", None)
    assert email.text.startswith("Dear Lee,")
    assert "My applications" not in email.html


def test_missing_text_fails_at_once(anna: User) -> None:
    nothing = Kind(code="nothing", name=_("News"), folder="tests/emails", samples={"name": "x"})
    with pytest.raises(TemplateDoesNotExist):
        queue(about(anna, kind=nothing))


@pytest.mark.parametrize("values", [{}, {"name": "Anna", "more": 1}, {"nome": "Anna"}])
@pytest.mark.usefixtures("news")
def test_other_values_than_those_of_the_kind_are_refused(
    anna: User, values: dict[str, object]
) -> None:
    message = Message(NEWS, anna, "once", recipient=anna, values=lambda: values)
    with pytest.raises(NotOfThisKind):
        queue(message)
    with pytest.raises(NotOfThisKind):
        queue_all([message])
    assert not OutgoingEmail.objects.exists()


@pytest.mark.usefixtures("news")
def test_a_mail_about_something_else_is_refused(anna: User) -> None:
    with pytest.raises(NotOfThisKind):
        queue(Message(NEWS, MailPause(), "once", recipient=anna, values=lambda: {"name": "x"}))


def test_two_kinds_cannot_share_a_code() -> None:
    with pytest.raises(DuplicateKind):
        kinds.register(Kind(code="account_password_set", name=_("News")))


def test_a_kind_has_a_name_also_when_it_is_gone() -> None:
    assert kinds.name("account_password_set") == "Password set"
    assert kinds.name("offer_of_old") == "offer of old"


@pytest.mark.usefixtures("news")
def test_text_and_html_are_made_from_the_same_blocks(anna: User, settings: Settings) -> None:
    email = queue(about(anna))
    body = "Anna\n\nFor: Anna\n\n  Anna\n\n- Anna\n\nRead them:\n{}/news/\n\n"
    assert body.format(settings.SITE_URL) in email.text
    for part in (
        "<p>Anna</p>",
        "<dl>\n<dt>For</dt>\n<dd>Anna</dd>\n</dl>",
        "<ul>\n<li>Anna</li>\n</ul>",
        f'href="{settings.SITE_URL}/news/">Read them</a>',
    ):
        assert part in email.html


@pytest.mark.usefixtures("news")
def test_a_value_begins_no_line_of_ours(anna: User) -> None:
    forged = "Anna\r\nReason: none\x85Read them:\u2028- x\n\n\nFor: me"
    email = queue(about(anna, name=forged))
    ours = [line for line in email.text.splitlines() if not line.startswith("  ")]
    flat = "Anna Reason: none Read them: - x For: me"
    assert ours[2:9] == [flat, "", "For: Anna", "", "", f"- {flat}", ""]
    assert "\n  Anna\n  Reason: none\n  Read them:\n  - x\n  For: me\n" in email.text
    assert "<p>Anna<br>Reason: none<br>" in email.html
    anna.name = "Anna\nReason: none"
    assert queue(about(anna, "again")).text.startswith("Dear Anna Reason: none,")


@pytest.mark.parametrize("page", ["@evil.example", "evil.example/", ".evil.example", ""])
def test_an_action_leads_to_this_site_only(
    anna: User, write_template: WriteTemplate, page: str
) -> None:
    write_template("tests/emails/news.en.txt", '{% action name "Read" %}')
    with pytest.raises(ValueError, match="path of this site"):
        queue(about(anna, name=page))


@pytest.mark.parametrize(
    "source",
    [
        "{% paragraph %}{% item %}x{% enditem %}{% endparagraph %}",
        "{% fact %}x{% endfact %}",
        '{% paragraph "Label" %}x{% endparagraph %}',
    ],
)
def test_a_block_holds_no_other_and_only_facts_have_labels(
    anna: User, write_template: WriteTemplate, source: str
) -> None:
    write_template("tests/emails/news.en.txt", source)
    with pytest.raises(TemplateSyntaxError):
        queue(about(anna))


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
    assert "For: O'Neil & <Söhne>\n" in email.text
    assert "<p>O&#x27;Neil &amp; &lt;Söhne&gt;</p>" in email.html


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
        assert not LINK.search(OURS.sub("", text_of(stored))), name
        assert "\u202e" not in text_of(stored) + html_of(stored)
        [body] = re.findall(r"<main>(.*?)</main>", html_of(stored), re.DOTALL)
        [*shown, link] = re.findall(r"<(?:p|dd|li)>(.*?)</(?:p|dd|li)>", body, re.DOTALL)
        assert len(shown) == 5
        assert 'class="action"' in link
        for words in shown:
            assert "<" not in words.replace("<br>", "")
            assert not LINK.search(OURS.sub("", html.unescape(words))), name
        assert html_of(stored).count("<img") == html_of(stored).count("<script") == 0


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
