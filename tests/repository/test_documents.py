"""Documents say what is: diagrams follow the tables, commands of the README exist."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_lifecycle_diagrams_are_up_to_date():
    call_command("write_lifecycles", check=True)


def test_readme_is_short():
    assert len(README.splitlines()) <= 150


def test_commands_of_the_readme_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)
    assert set(named) <= targets


def test_links_and_pictures_of_the_readme_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_decisions_are_short():
    for decision in (ROOT / "docs" / "adr").glob("*.md"):
        assert len(decision.read_text(encoding="utf-8").split()) <= 400, decision.name
