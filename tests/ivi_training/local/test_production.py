"""Neither starts with what belongs to the other; what looks into a database asks which it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from ivi_training.local import production
from tests import databases
from tests.factories.accounts import UserFactory
from tests.ivi_training.local.conftest import Run

START = ("-c", "import django; django.setup()")
SETTINGS = {"DJANGO_SETTINGS_MODULE": "ivi_training.settings"}
OWN_KEY = "a-key-of-this-test-and-of-nothing-else"
OWN_SEAL = "test:YS1rZXktb2YtdGhpcy10ZXN0LWFuZC1ub3RoaW5nLS0="
OWN = {"SECRET_KEY": OWN_KEY, "ENCRYPTION_KEYS": OWN_SEAL}
ROOT = Path(__file__).resolve().parents[3]
NAMED = {"DATABASE_URL": "postgres://elsewhere", "REDIS_URL": "redis://elsewhere"}


@pytest.mark.parametrize(
    "site_url",
    [
        "https://training.example.org", "HTTPS://training.example.org", "http://training.example.org",
        "http://10.0.0.5:8000", "http://0.0.0.0:8000", "http://127.0.0.1.example.org",
        "http://localhost.example.org", "http://127.0.0.1@training.example.org",
        "https://127.0.0.1:8000", "http://[2001:db8::1]", "training.example.org", "",
    ],
)  # fmt: skip
def test_debug_is_refused_where_others_can_come(site_url: str):
    own = {"site_url": site_url, "secret_key": OWN_KEY, "encryption_keys": [OWN_SEAL]}
    refused = production.refusal(is_debug=True, **own)
    assert refused
    assert "DJANGO_DEBUG" in refused
    assert production.refusal(is_debug=False, **own) is None


@pytest.mark.parametrize(
    "site_url",
    ["http://127.0.0.1:8000", "http://127.9.9.9", "http://localhost:8000", "http://LOCALHOST",
     "http://ivi.localhost:8001", "http://[::1]:8000"],
)  # fmt: skip
def test_debug_is_for_this_machine(site_url: str):
    refused = production.refusal(
        is_debug=True,
        site_url=site_url,
        secret_key=production.DEVELOPMENT_KEY,
        encryption_keys=[f"development:{production.DEVELOPMENT_SEAL}"],
    )
    assert refused is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"SITE_URL": "https://training.example.org"}, "DJANGO_DEBUG is on and SITE_URL is"),
        ({"SITE_URL": "http://training.example.org"}, "DJANGO_DEBUG is on and SITE_URL is"),
        (
            {"DJANGO_DEBUG": "0", **OWN, "SECRET_KEY": production.DEVELOPMENT_KEY},
            "SECRET_KEY is the one of the repository",
        ),
        (
            {"DJANGO_DEBUG": "0", **OWN,
             "ENCRYPTION_KEYS": f"{OWN_SEAL},old:{production.DEVELOPMENT_SEAL}"},
            "ENCRYPTION_KEYS holds the key of the repository",
        ),
        (
            {"DJANGO_DEBUG": "0", **OWN,
             "ENCRYPTION_KEYS": OWN_SEAL.replace("test:", "development:")},
            "ENCRYPTION_KEYS holds the key of the repository",
        ),
        ({"DJANGO_DEBUG": "0"}, "Set the SECRET_KEY environment variable"),
    ],
)  # fmt: skip
def test_settings_refuse_in_a_sentence(python: Run, said: dict[str, str], sentence: str):
    started = python(*START, **SETTINGS, **said)
    assert started.returncode == 1
    assert sentence in started.stderr.splitlines()[-1]


def test_settings_start_where_all_is_well(python: Run):
    for environment in (
        {"SITE_URL": "http://127.0.0.1:8123"},
        {"DJANGO_DEBUG": "0", "SITE_URL": "https://training.example.org", **OWN},
    ):
        started = python(*START, **SETTINGS, **environment)
        assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize(
    ("said", "file", "is_production"),
    [
        ({}, "", False),
        ({"SECRET_KEY": OWN_KEY}, "", True),
        ({"DATABASE_URL": "postgres://elsewhere"}, "", True),
        ({"SITE_URL": "https://training.example.org"}, "", True),
        ({"SITE_URL": "http://127.0.0.1:8000", "SECRET_KEY": ""}, "", False),
        ({}, "SECRET_KEY=x\n", True),
        ({}, "# Development\nexport SECRET_KEY='x'\n", True),
        ({}, 'LOG_LEVEL=INFO\n  DATABASE_URL="postgres://elsewhere"\n', True),
        ({}, "SITE_URL=https://training.example.org\r\n", True),
        ({}, "# SECRET_KEY=x\nSECRET_KEY=\nSECRET_KEY=''\nSITE_URL=http://127.0.0.1\n", False),
    ],
)
def test_environment_or_its_file_says_that_this_is_production(
    tmp_path: Path, *, said: dict[str, str], file: str, is_production: bool
):
    kept = tmp_path / ".env"
    if file:
        kept.write_text(file)
    assert production.is_meant(said, kept) is is_production


def debug_of(environment: dict[str, str], **extra: str) -> str:
    command = [sys.executable, "-m", "ivi_training.local", "exec", "--", "printenv", "DJANGO_DEBUG"]
    known = {k: v for k, v in environment.items() if k != "DJANGO_DEBUG"} | extra
    return subprocess.run(
        command, check=True, env=known, cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()


def test_command_with_services_has_debug_in_development_alone(environment: dict[str, str]):
    assert debug_of(environment) == "1"
    assert debug_of(environment, **NAMED) == "0"
    assert debug_of(environment, **NAMED, DJANGO_DEBUG="1") == "1"


@pytest.mark.parametrize("target", ["manage", "shell"])
def test_make_leaves_the_question_to_the_environment(target: str):
    known = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "DJANGO"))}

    def said(**extra: str) -> str:
        command = ["make", "--dry-run", target, "do=check"]
        return subprocess.run(
            command, check=True, env=known | extra, cwd=ROOT, capture_output=True, text=True
        ).stdout

    assert "env -u DJANGO_DEBUG" in said()
    assert "env -u DJANGO_DEBUG" not in said(DJANGO_DEBUG="1")


@pytest.mark.django_db(transaction=True)
def test_nothing_serves_with_demonstration_accounts(python: Run):
    UserFactory(is_demonstration=True)
    serving = {
        **SETTINGS,
        "DJANGO_DEBUG": "0",
        "DATABASE_URL": databases.url(),
        "REDIS_URL": "redis://127.0.0.1:1",
        **OWN,
    }
    worker = ("-m", "celery", "-A", "ivi_training", "worker", "-c", "1", "--loglevel", "ERROR")
    for command in (("-c", "import ivi_training.wsgi"), worker):
        refused = python(*command, **serving)
        assert refused.returncode != 0
        assert "There are demonstration accounts" in refused.stderr
    call_command("demonstration_accounts", close=True)
    assert python("-c", "import ivi_training.wsgi", **serving).returncode == 0
