"""One word for one idea: no class name twice, no module named by a riddle."""

import ast
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from tests.repository.world import APPS

ROOT = Path(settings.BASE_DIR)
# Names that stand more than once, each with its reason.
SHARED_NAMES = {
    "Command": "Django finds a command by the name of its module",
    "Anchor": "the meaning of a value on a scale (a table), and what a deadline counts from",
    "Answer": "an applicant's answer (a table), and what a mail server says",
    "Finding": "what a rule of a call finds, and what the verification of the ledger finds",
    "ConfirmForm": "of allauth's passkeys, and of an act of the office",
    "Kind": "of a mail, and of what has drafts and versions",
    "Page": "of a list, and of the administration",
    "Sheet": "of a mail's text, and of a support package",
}
# Participles, adjectives and riddles, of which nobody can guess what is in the module.
NOT_NOUNS = {
    "arriving", "asked", "barred", "cases", "consented", "counting", "desk", "drawn", "endorsing",
    "engaging", "erased", "erasing", "frozen", "given", "held", "judging", "kept", "loading",
    "merged", "misc", "planning", "quiet", "reachable", "returned", "room", "setting", "spoken",
    "standing", "taken", "utils", "waiting", "whole", "work",
}  # fmt: skip


def modules() -> list[Path]:
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def class_names() -> dict[str, list[str]]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(ROOT)))
    return places


def test_no_class_name_is_defined_twice():
    twice = {name: places for name, places in class_names().items() if len(places) > 1}
    assert {name: twice[name] for name in twice.keys() - SHARED_NAMES.keys()} == {}


def test_no_module_is_named_by_a_participle_or_a_riddle():
    assert [str(path) for path in modules() if path.stem in NOT_NOUNS] == []
