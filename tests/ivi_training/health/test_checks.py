"""`manage.py check --deploy`: nothing of development is left where this is production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from ivi_training.health import checks

WHOLE = {
    "ALLOWED_HOSTS": "training.example.org",
    "DATABASE_URL": "postgres://ivi_application@127.0.0.1:1/ivi_training",
    "DEFAULT_FROM_EMAIL": "Training <training@example.org>",
    "EMAIL_URL": "smtp+tls://user:password@127.0.0.1:587",
    "ENCRYPTION_KEYS": "2026-12:MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWY=",
    "MEDIA_ROOT": "/var/lib/ivi_training/media",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "a-key-of-fifty-characters-or-more-0123456789-abcdefghi",
    "SITE_URL": "https://training.example.org",
    "STATIC_ROOT": "/var/lib/ivi_training/static",
}
NEEDED_AT_ONCE = {"ENCRYPTION_KEYS", "SECRET_KEY"}  # without them nothing starts


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"]
    return subprocess.run(
        command,
        cwd=configured.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_whole_environment_passes():
    found = check(WHOLE)
    assert found.returncode == 0, found.stderr


def test_each_answer_that_is_missing_is_named():
    found = check({name: WHOLE[name] for name in NEEDED_AT_ONCE})
    assert found.returncode == 1
    missing = [name for name in WHOLE if f"{name} is not set." in found.stderr]
    assert missing == sorted(set(WHOLE) - NEEDED_AT_ONCE)


def test_address_without_tls_is_refused(settings: Settings):
    settings.IS_HTTPS = False
    assert [error.id for error in checks.links_are_secret()] == ["ivi_training.E002"]


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_files_inside_the_code_are_refused(settings: Settings, name: str):
    settings.MEDIA_ROOT, settings.STATIC_ROOT = "/var/lib/media", "/var/lib/static"
    assert checks.files_lie_outside() == []
    setattr(settings, name, str(configured.BASE_DIR / "media"))
    (error,) = checks.files_lie_outside()
    assert error.msg.startswith(name)


def test_texts_that_were_not_compiled_are_refused(settings: Settings, tmp_path: Path):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").touch()
    assert [error.id for error in checks.translations_are_compiled()] == ["ivi_training.E004"]
    (folder / "django.mo").touch()
    assert checks.translations_are_compiled() == []
