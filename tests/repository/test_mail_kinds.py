"""Every kind of mail: both languages with the same values, text and HTML with the same words."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Model
from django.template import Engine
from django.template.base import Lexer, Token, TokenType
from django.utils import translation

from ivi_training.outbox import kinds, texts
from ivi_training.outbox.kinds import Kind
from ivi_training.outbox.mail import Reader
from ivi_training.outbox.notation import WITH_WORDS, MailContext
from ivi_training.outbox.texts import Parts
from tests.repository.korean import HANGUL, assert_korean
from tests.repository.world import APPS

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# A kind is declared where its mail is sent; nothing else makes sure that all of them are loaded.
for app in APPS:
    package = importlib.import_module(app)
    for module in pkgutil.walk_packages(package.__path__, f"{app}."):
        if module.name.endswith("emails"):
            importlib.import_module(module.name)
KINDS = [kind for kind in kinds.registered() if kind.folder]
AMINA = Reader("amina@example.org", "", "Amina Otieno")
LOGIC = {"if", "elif", "else", "endif", "for", "endfor", "in", "not", "and", "or", "action"}
TAGS = LOGIC | set(WITH_WORDS) | {f"end{tag}" for tag in WITH_WORDS}
# For mail programs that show no buttons; the text has no button.
WITHOUT_BUTTON = re.compile(r'<p class="address">.*?</p>', re.DOTALL)

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def source(kind: Kind, language: str) -> str:
    return (TEMPLATES / kind.source(language)).read_text("utf-8")


def tokens(kind: Kind, language: str) -> list[Token]:
    return Lexer(source(kind, language)).tokenize()


def named(kind: Kind, language: str) -> set[str]:
    """The values that a source names, in whatever branch; a tag that is none of ours counts too."""
    found, own = set(), set()
    for token in tokens(kind, language):
        if token.token_type == TokenType.TEXT:
            continue
        # Without quoted labels and the names of filters; of a path only its beginning.
        words = re.sub(r'"[^"]*"|\|\w+', " ", token.contents)
        names = re.findall(r"(?<![\w.])[a-z_]\w*", words)
        if names[:1] == ["for"]:
            own.add(names[1])
        found |= set(names)
    return found - own - TAGS


def cases(kind: Kind) -> Iterator[dict[str, object]]:
    """The samples, then each condition the other way: flags turned, lists and words left out."""
    yield dict(kind.samples)
    for name, sample in kind.samples.items():
        if isinstance(sample, bool):
            yield {**kind.samples, name: not sample}
        elif isinstance(sample, list | str) and name != "page":
            yield {**kind.samples, name: type(sample)()}


def written(kind: Kind, values: dict[str, object], language: str) -> Parts:
    with translation.override(language):
        return texts.write(kind, values, to=AMINA.email, language=language, recipient=AMINA)


def blocks(kind: Kind, values: dict[str, object], language: str) -> list[tuple[str, bool]]:
    """The forms of the blocks and whether each has words."""
    sheet = MailContext(values)
    with translation.override(language):
        engine = texts._engine_in(language, Engine.get_default())
        assert engine.get_template(kind.source(language)).render(sheet).strip() == ""
    return [(block.form, bool(block.words.strip())) for block in sheet.blocks]


def plain(html: str) -> str:
    """What the body says, with a colon after each label and a dash before each point, as text."""
    [body] = re.findall(r"<main>(.*)</main>", WITHOUT_BUTTON.sub("", html), re.DOTALL)
    body = re.sub(r'<a class="action" href="([^"]*)">(.*?)</a>', r"\2: \1", body)
    body = body.replace("</dt>", ": ").replace("<li>", "- ")
    return one_line(unescape(re.sub("<[^>]+>", " ", body))).replace(" :", ":")


def one_line(words: str) -> str:
    return " ".join(words.split())


def test_there_are_kinds():
    assert len(KINDS) > 40
    assert {kind.folder.split("/")[::2][-1] for kind in KINDS} == {"emails"}


def test_each_text_belongs_to_a_kind_and_each_kind_has_its_texts():
    files = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/*/emails/*.*")}
    assert files == {kind.source(language) for kind in KINDS for language in LANGUAGES}


def test_each_kind_says_what_it_is_about_in_plain_values():
    """A sample is shown in a preview; a row of a table would open all that hangs on it."""
    assert [kind.code for kind in KINDS if kind.about is None] == []
    rows = [k.code for k in KINDS for sample in k.samples.values() if isinstance(sample, Model)]
    assert rows == []


@each_kind
@each_language
def test_a_text_names_only_values_of_its_kind(kind: Kind, language: str):
    assert named(kind, language) - set(kind.samples) == set()


@each_kind
def test_both_languages_name_the_same_values_in_the_same_blocks(kind: Kind):
    assert named(kind, "en") == named(kind, "ko")
    for values in cases(kind):
        assert blocks(kind, values, "en") == blocks(kind, values, "ko")


@each_kind
@each_language
def test_nothing_stands_outside_of_the_blocks(kind: Kind, language: str):
    depth, stray = 0, []
    for token in tokens(kind, language):
        word = token.contents.split()[:1]
        if token.token_type == TokenType.BLOCK:
            depth += (word[0] in WITH_WORDS) - (word[0].removeprefix("end") in WITH_WORDS) * (
                word[0].startswith("end")
            )
        elif depth == 0 and token.contents.strip():
            stray.append(token.contents)
    assert (stray, depth) == ([], 0)


@each_kind
@each_language
def test_every_name_leads_to_a_value(kind: Kind, language: str, monkeypatch: pytest.MonkeyPatch):
    with translation.override(language):
        engine = texts._engine_in(language, Engine.get_default())
    monkeypatch.setattr(engine, "string_if_invalid", "NO SUCH VALUE")
    for values in cases(kind):
        sheet = MailContext(values)
        engine.get_template(kind.source(language)).render(sheet)
        assert [block for block in sheet.blocks if "NO SUCH VALUE" in block.words] == []


@each_kind
@each_language
def test_subject_text_and_html_are_whole_and_say_the_same(kind: Kind, language: str):
    for values in cases(kind):
        parts = written(kind, values, language)
        assert parts.subject
        for part in parts:
            assert not re.search(r"{[{%#]|[}%#]}|&lt;|&amp;|\bNone\b", part)
        assert not re.search(r"</?[a-z]+[ >]", parts.text)
        letter, _line, signature = parts.text.partition(
            "\n\nInternational Vaccine Institute" if language == "en" else "\n\n국제백신연구소"
        )
        assert plain(parts.html) == one_line(letter)
        [footnote] = re.findall(r"<p>([^<]*)</p>\s*</footer>", parts.html)
        assert unescape(footnote) == signature.strip().rpartition("\n")[2]


@each_kind
def test_each_language_is_that_language(kind: Kind):
    for values in cases(kind):
        assert not HANGUL.search("".join(written(kind, values, "en")))
        assert_korean(written(kind, values, "ko"))


HOSTILE = '"><img src=x onerror=alert(1)></p><h1>https://evil.example {{ site_url }}\r\nReason: x'


def hostile(sample: object) -> object:
    if isinstance(sample, str):
        return HOSTILE
    if isinstance(sample, list):
        return [hostile(one) for one in sample]
    if isinstance(sample, dict):
        return {name: hostile(one) for name, one in sample.items()}
    return sample


@each_kind
@each_language
def test_no_value_becomes_markup_a_link_or_a_line_of_ours(kind: Kind, language: str):
    values = {
        name: sample if name == "page" else hostile(sample) for name, sample in kind.samples.items()
    }
    calm, wild = written(kind, dict(kind.samples), language), written(kind, values, language)
    tag = re.compile(r"<(?!br>)[^>]*>")
    assert tag.findall(WITHOUT_BUTTON.sub("", wild.html)) == tag.findall(
        WITHOUT_BUTTON.sub("", calm.html)
    )
    for part in wild:
        assert not re.search(r"://evil|evil\.example", part)
    lines = [line for line in wild.text.splitlines() if not line.startswith("  ")]
    assert [line for line in lines if line.startswith("Reason: x")] == []
    assert len(lines) == len([one for one in calm.text.splitlines() if not one.startswith("  ")])
