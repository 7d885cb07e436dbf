"""What people type is text on every page: each text is filled with markup, and each page read."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse
from django.utils.safestring import mark_safe

from ivi_training.files import typesetting
from tests.databases import as_owner
from tests.repository import walk
from tests.repository.test_permissions import PAGES, make_things
from tests.repository.world import APPS, build
from tests.repository.world import tables as our_tables
from tests.trainees.marking import WORDLESS
from trainees.joining.models import Condition

ROOT = Path(settings.BASE_DIR)
PLANT = '"><plant>'
MODULES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8"))
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
}
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text("utf-8")
    for path in sorted((ROOT / "templates").rglob("*.*"))
}


# What names things of the program to the program itself.
CODES = (WORDLESS - {"expertise"}) | {"key", "value", "contents"}


def is_free(field: Any) -> bool:
    """A text that somebody writes: not one of a list, nor a code of letters and digits."""
    is_text = isinstance(field, models.CharField | models.TextField)
    is_code = any(isinstance(check, RegexValidator) for check in field.validators)
    is_named = field.choices or field.primary_key or field.name in CODES
    return is_text and not (is_code or is_named)


# Answers in words are kept among others, as JSON.
ANSWERS = """
    UPDATE trainees_answer SET value = %s::jsonb FROM courses_formquestion q
     WHERE q.id = question_id AND q.kind IN ('short', 'long')
"""


def plant() -> tuple[set[str], set[str]]:
    """Fill every text of every row as far as lengths and checks allow: what was filled, and not."""
    filled, left = set(), set()
    with as_owner(), connection.cursor() as cursor:
        # As a superuser may: without triggers, which would refuse most of it.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in our_tables():
            for field in filter(is_free, model._meta.concrete_fields):
                name = f"{model._meta.label}.{field.name}"
                (filled if _fill(cursor, model, field) else left).add(name)
        cursor.execute(ANSWERS, [json.dumps(PLANT)])
        cursor.execute(
            "UPDATE django_admin_log SET object_repr = %s, change_message = %s", [PLANT] * 2
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    return filled, left


def _fill(cursor: Any, model: type[models.Model], field: Any) -> bool:
    """In every row, or where a text must stand or be missing in those that have one."""
    table, column, key = model._meta.db_table, field.column, model._meta.pk.column
    of_text = f" WHERE \"{column}\" <> ''"
    for words, where in product((f"'{PLANT}' || {key}", f"'{PLANT}'", "'<plant>'"), ("", of_text)):
        try:
            with transaction.atomic():
                cursor.execute(f'UPDATE {table} SET "{column}" = {words}{where}')  # noqa: S608 - of the models
        except DatabaseError:
            continue
        return cursor.rowcount > 0
    return False


@pytest.fixture(scope="module")
def planted(module_db: None) -> Iterator[dict[str, Any]]:
    """A world in which every text is markup, and what stands at each address."""
    things = make_things()
    build()
    filled, left = plant()
    with walk.without_logs():
        yield {"things": things, "filled": filled, "left": left, "visitors": walk.visitors()}


def starts(things: dict[str, Any]) -> list[str]:
    """Each page of ours, each list, and the newest row of each."""
    pages = [
        reverse(name, args=[things[arg] for arg in page.args])
        for name, page in PAGES.items()
        if page.method == "get" and all(arg in things for arg in page.args)
    ]
    return [*walk.ENTRANCES, *pages, *walk.tables(), *walk.rows()]


def test_most_texts_are_filled(planted: dict[str, Any]):
    assert len(planted["filled"]) > 150, planted["left"]


@pytest.mark.long
def test_no_text_becomes_markup_on_any_page(planted: dict[str, Any]):
    wrong, broken, read, met = {}, {}, set(), Counter()
    for who, user in planted["visitors"].items():
        begin = starts(planted["things"]) if user.is_staff else walk.ENTRANCES
        for url, response, text in walk.walk(walk.client_of(user), begin, met=met):
            if response.status_code >= 500:
                broken[f"{who} {url}"] = walk.error(response)
            if "<plant" in text:
                wrong[f"{who} {url}"] = text[max(0, text.index("<plant") - 200) :][:300]
            if "&lt;plant" in text:
                read.add(url)
    assert wrong == {}
    assert broken == {}
    assert len(read) > 150  # else nothing was planted where anybody looks


def test_text_of_a_condition_stays_text(planted: dict[str, Any]):
    """What an officer once planted, for the administrator to press."""
    condition = Condition.objects.waiting().first()
    assert condition is not None
    text = '<button name="x">Go</button>'
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Condition.objects.filter(pk=condition.pk).update(kind="other", text=text)
        cursor.execute("SET LOCAL session_replication_role = origin")
    client = walk.client_of(planted["visitors"]["administrator"])
    page = client.get(reverse("admin:condition_settle", args=[condition.pk])).content.decode()
    assert "&lt;button name=&quot;x&quot;&gt;" in page
    assert '<button name="x">' not in page


@pytest.mark.parametrize("words", [PLANT, mark_safe("<b>our own</b>")])
def test_help_and_label_are_text_unless_said_otherwise(words: str):
    class Asking(forms.Form):
        name = forms.CharField(label=words, help_text=words)

    is_ours = words != PLANT
    for page in (str(Asking()), Asking().as_p(), Asking().as_table(), render_crispy_form(Asking())):
        assert ("<b>our own</b>" in page) is is_ours
        assert "<plant>" not in page


CALLS = [
    (f"{path}:{node.lineno}", getattr(node.func, "id", getattr(node.func, "attr", "")), node)
    for path, tree in MODULES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.Call)
]


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    return ((place, call) for place, called, call in CALLS if called == name)


def is_our_word(node: ast.expr | None) -> bool:
    """A literal, or the translation of one: no data."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "")
        is_translation = name in {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy"}
        return is_translation and all(isinstance(arg, ast.Constant) for arg in node.args)
    return isinstance(node, ast.Constant)


# Crispy reads the words of these as templates, and prints what comes out of them as it is.
COMPILED = ("Fieldset", "HTML", "Submit", "Button", "Reset", "Hidden", "StrictButton", "Alert")


def test_layouts_are_made_of_our_own_words():
    """What is read as a template could print any setting; what is a heading could be a form."""
    made = [(place, call) for name in COMPILED for place, call in calls(name)]
    assert [place for place, call in made if not is_our_word(call.args[0])] == []
    assert made


def test_markup_is_put_together_by_format_html_from_our_own_patterns():
    patterns = [*calls("format_html"), *calls("format_html_join")]
    first = [
        (place, call.args[call.func.id == "format_html_join"])  # type: ignore[attr-defined]
        for place, call in patterns
    ]
    assert [place for place, pattern in first if not isinstance(pattern, ast.Constant)] == []
    assert len(first) > 20


def test_few_places_say_that_something_is_markup_already():
    """Each stands here with what makes it so; any other is to be put together by `format_html`."""
    said = {place.partition(":")[0] for n in ("mark_safe", "SafeString") for place, _ in calls(n)}
    assert said == {
        "grants/spending/admin/ledger.py",  # a literal
        "ivi_training/outbox/texts.py",  # mails: each block is escaped when it is written
        "ivi_training/pages/forms/countries.py",  # what format_html_join has made
    }
    assert list(calls("Template")) == []
    assert list(calls("from_string")) == []


def test_notes_above_fields_are_our_own_words():
    """Django's administration prints the description of a group of fields as it is."""
    found = [
        (path, node.lineno, value)
        for path, tree in MODULES.items()
        if "/admin/" in path
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "description"
    ]
    assert found
    assert [place[:2] for place in found if not is_our_word(place[2])] == []


UNESCAPED = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off|\{%-?\s*filter\s+safe|\s[\w-]+=\{\{")


def test_no_template_prints_anything_as_it_is():
    """Nor an attribute without quotes, which a space would end."""
    assert [name for name, text in TEMPLATES.items() if UNESCAPED.search(text)] == []
    for sample in ("{{ x|safe }}", "{% autoescape off %}", "{{ x|safeseq }}", "<a href={{ x }}>"):
        assert UNESCAPED.search(sample)


def test_no_script_writes_markup():
    writes = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
    )
    scripts = {path.name: path.read_text("utf-8") for path in (ROOT / "static/js").glob("*.js")}
    assert [name for name, text in scripts.items() if writes.search(text)] == []
    assert scripts


def test_papers_take_values_as_text():
    """Were it read as Typst, setting the paper would fail."""
    words = '#panic("read as code") *bold* $ x $ @nowhere <plant> #import "x"'
    values = {
        "language": "en", "title": words, "program": words, "facts": [[words, [words]]],
        "papers_title": words, "papers": [[words, [words, words]]], "note": words,
    }  # fmt: skip
    assert typesetting.pdf("documents/receipt.typ", values).startswith(b"%PDF")
