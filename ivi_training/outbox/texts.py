"""From the source of a kind, one file for each language, to subject, plain text and HTML.

Both are made from the same blocks (notation.py) and stand in one layout. In the HTML all words are
escaped, ours and those of others alike; nothing becomes a link but this site's own addresses.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from email.utils import parseaddr
from functools import cache, lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from ivi_training.outbox.kinds import Kind
from ivi_training.outbox.notation import Block, MailContext, one_line
from ivi_training.pages.links import unlink_html, unlink_text

SUBJECT_LENGTH = 250
# Control characters, and those that turn the order of letters around; PostgreSQL keeps no NUL.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
# These follow one another without a blank line.
_CLOSE = {"fact", "item"}


class Templates(NamedTuple):
    """The files of a mail that allauth wants as templates; `html` is empty where there is none."""

    subject: str
    text: str
    html: str


class Parts(NamedTuple):
    """A rendered mail."""

    subject: str
    text: str
    html: str


def write(
    kind: Kind, values: Mapping[str, object], *, to: str, language: str, recipient: object
) -> Parts:
    """Write a mail of ours; refuse values that are not the ones of its kind.

    To be called with the language active, as the values are in words of that language, too.
    """
    kind.refuse_other(values)
    engine = _engine_in(language, Engine.get_default())
    context = MailContext({**values})
    # The sources write blocks and nothing else; a test holds them to it.
    engine.get_template(kind.source(language)).render(context)
    frame: dict[str, object] = {
        "recipient": recipient,
        "footnote": _words_of("footnote", context.blocks),
    }
    body = [block for block in context.blocks if block.form not in {"subject", "footnote"}]
    text = _fill(engine, "layouts/email.txt", {**frame, "body": _as_text(body)}, language)
    frame["body"] = mark_safe(_as_html(body, engine))  # noqa: S308 - escaped, block by block
    html = _fill(engine, "layouts/email.html", frame, language, is_html=True)
    return _finished(_words_of("subject", context.blocks), text, html, to=to)


def fill(templates: Templates, context: Mapping[str, Any], *, to: str, language: str) -> Parts:
    """Fill the templates of a mail of allauth's."""
    with translation.override(language):
        engine = _engine_in(language, Engine.get_default())
        subject = _fill(engine, templates.subject, context, language)
        text = _fill(engine, templates.text, context, language)
        html = (
            _fill(engine, templates.html, context, language, is_html=True) if templates.html else ""
        )
    return _finished(subject, text, html, to=to)


# Our own few addresses, parsed once and not twice a mail.
@cache
def bare_address(mailbox: str) -> str:
    """The address in "Training <training@mail.example>"."""
    return parseaddr(mailbox)[1]


def _finished(subject: str, text: str, html: str, *, to: str) -> Parts:
    ours = (bare_address(settings.DEFAULT_FROM_EMAIL), bare_address(settings.MAIL_REPLY_TO))
    keep = {address.lower() for address in (to, *ours) if address}
    subject = unlink_text(one_line(_without_controls(subject)), keep=keep)
    return Parts(
        Truncator(subject).chars(SUBJECT_LENGTH),
        _BLANK_LINES.sub("\n\n", unlink_text(_without_controls(text), keep=keep)).strip() + "\n",
        unlink_html(_without_controls(html), keep=keep).strip(),
    )


# Measured: an engine for each language, with `sentences`, saves 20 % of the CPU time of writing a
# mail and 8 % of publishing decisions over one engine that translates each time (2026-12, ADR 43).
@lru_cache(maxsize=len(settings.LANGUAGES))
def _engine_in(_language: str, default: Engine) -> Engine:
    """The engine of the mails in one language: it reads each template once and keeps it so."""
    ours = ["ivi_training.templatetags.sentences", "ivi_training.outbox.notation"]
    return Engine(
        dirs=default.dirs,
        app_dirs=default.app_dirs,
        libraries=default.libraries,
        builtins=[*default.builtins, *ours],
    )


def _fill(
    engine: Engine, name: str, values: Mapping[str, Any], language: str, *, is_html: bool = False
) -> str:
    shared = {"site_url": settings.SITE_URL, "language": language}
    context = Context({**values, **shared}, autoescape=is_html)
    return str(engine.get_template(name).render(context))


def _words_of(form: str, blocks: Iterable[Block]) -> str:
    return " ".join(one_line(block.words) for block in blocks if block.form == form)


def _as_text(blocks: Iterable[Block]) -> str:
    written, before = [], ""
    for block in blocks:
        is_close = block.form == before and before in _CLOSE
        written += ["\n" if is_close else "\n\n", _TEXTS[block.form](block)]
        before = block.form
    return "".join(written).strip()


def _as_html(blocks: Iterable[Block], engine: Engine) -> str:
    written = []
    for form, group in groupby(blocks, key=attrgetter("form")):
        if form == "action":
            written += [_button(block, engine) for block in group]
        else:
            before, after = _AROUND.get(form, ("", ""))
            written.append(before + "\n".join(map(_HTMLS[form], group)) + after)
    return "\n".join(written)


_TEXTS: dict[str, Callable[[Block], str]] = {
    "paragraph": lambda block: one_line(block.words),
    # Lines that somebody wrote are set in, so that none looks like one of ours.
    "fact": lambda block: f"{one_line(block.label)}: " + "\n  ".join(_lines(block.words)),
    "item": lambda block: f"- {one_line(block.words)}",
    "lines": lambda block: "  " + "\n  ".join(_lines(block.words)),
    "action": lambda block: f"{one_line(block.label)}:\n{settings.SITE_URL}{block.words}",
}
_HTMLS: dict[str, Callable[[Block], str]] = {
    "paragraph": lambda block: f"<p>{escape(one_line(block.words))}</p>",
    "fact": lambda block: (
        f"<dt>{escape(one_line(block.label))}</dt>\n<dd>{_broken_lines(block.words)}</dd>"
    ),
    "item": lambda block: f"<li>{escape(one_line(block.words))}</li>",
    "lines": lambda block: f"<p>{_broken_lines(block.words)}</p>",
}
_AROUND = {"fact": ("<dl>\n", "\n</dl>"), "item": ("<ul>\n", "\n</ul>")}


def _button(block: Block, engine: Engine) -> str:
    """The same button as in the mails of allauth."""
    context = Context({"url": settings.SITE_URL + block.words, "label": one_line(block.label)})
    return str(engine.get_template("layouts/email_action.html").render(context))


def _lines(words: str) -> list[str]:
    return [line for line in map(one_line, words.splitlines()) if line]


def _broken_lines(words: str) -> str:
    return "<br>".join(map(escape, _lines(words)))


def _without_controls(text: str) -> str:
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
