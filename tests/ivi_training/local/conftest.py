"""A machine of one's own: an empty local directory and no service named by the environment."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

NAMED_BY_ENVIRONMENT = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READER_ROLE", "REDIS_URL", "EMAIL_URL",
    "SITE_URL", "IVI_LOCAL_FORGETS",
)  # fmt: skip
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def local() -> Iterator[Path]:
    # Not tmp_path: its parent is closed to the user who runs PostgreSQL in place of root.
    path = Path(tempfile.mkdtemp(prefix="ivi-"))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def environment(local: Path) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if name not in NAMED_BY_ENVIRONMENT
    }
    return inherited | {"IVI_LOCAL_DIR": str(local), "DJANGO_DEBUG": "1"}


@pytest.fixture
def python(environment: dict[str, str]) -> Run:
    def run(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, check=False, env=environment | extra, capture_output=True, text=True
        )

    return run
