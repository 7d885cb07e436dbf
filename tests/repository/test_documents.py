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


def test_decisions_are_numbered_once_each():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    titles = [path.read_text(encoding="utf-8").split(".", 1)[0] for path in decisions]
    assert [path.name[:4] for path in decisions] == [f"{n + 1:04}" for n in range(len(decisions))]
    assert titles == [f"# {n + 1}" for n in range(len(decisions))]


def test_tests_that_hold_accessibility_exist():
    named = set(
        re.findall(r"`(test_\w+)`", (ROOT / "docs" / "accessibility.md").read_text("utf-8"))
    )
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_all_33_checks_of_kwcag_are_mapped():
    text = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    assert re.findall(r"^\| (\d+) ", text, re.MULTILINE) == [str(n) for n in range(1, 34)]
