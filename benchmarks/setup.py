"""How long a newcomer waits for the first page, and whoever changes something for the suite."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

MOST_SECONDS = 900
PORT = 8097
# A commit to measure beside this one, in the same run: BENCH_BEFORE=<commit>.
BEFORE = "BENCH_BEFORE"


def ready() -> dict[str, float]:
    """From `git clone` to `Ready`, packages and demonstration included; seconds."""
    began = time.monotonic()
    with clone("HEAD") as folder:
        environment = _alone(folder)
        command = ["make", "run", f"PORT={PORT}"]
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
        ) as run:
            try:
                moments = _moments(run, began)
            finally:
                run.send_signal(signal.SIGINT)
        return {
            "seconds_ready": round(moments["Ready"] - began, 1),
            "seconds_demonstration": round(moments["Ready"] - moments["demonstration 1"], 1),
        }


def suite() -> dict[str, float]:
    """`make test` and `make browser` of this commit, and of another one where one is named."""
    results = _suite_of("HEAD", "")
    before = os.environ.get(BEFORE)
    return results | (_suite_of(before, "before_") if before else {})


@contextlib.contextmanager
def clone(commit: str) -> Iterator[Path]:
    """A fresh clone of one commit, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="house-") as temporary:
        folder = Path(temporary) / "clone"
        subprocess.run(["git", "clone", "-q", settings.BASE_DIR, folder], check=True)
        subprocess.run(["git", "checkout", "-q", commit], cwd=folder, check=True)
        yield folder


def _alone(folder: Path) -> dict[str, str]:
    """The environment without what this run has started; the clone starts its own.

    Without what this run was told either: `only=suite` would choose among the clone's tests.
    """
    keys = {"SECRET_KEY", "ENCRYPTION_KEYS", "DJANGO_SETTINGS_MODULE"}
    ours = keys | {"DATABASE_URL", "REDIS_URL", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "only"}
    kept = {k: v for k, v in os.environ.items() if k not in ours}
    return kept | {"IVI_LOCAL_DIR": str(folder / ".local"), "PYTHONUNBUFFERED": "1"}


def _moments(run: subprocess.Popen[str], began: float) -> dict[str, float]:
    moments: dict[str, float] = {}
    for line in run.stdout or []:
        for word in ("demonstration 1", "Ready"):
            if line.strip().startswith(word):
                moments.setdefault(word, time.monotonic())
        if "Ready" in moments or time.monotonic() - began > MOST_SECONDS:
            break
    return moments


def _suite_of(commit: str, prefix: str) -> dict[str, float]:
    with clone(commit) as folder:
        environment = _alone(folder)
        subprocess.run(["make", "install"], cwd=folder, env=environment, check=True)
        results: dict[str, float] = {}
        for what in ("test", "browser"):
            began = time.monotonic()
            finished = subprocess.run(["make", what], cwd=folder, env=environment, check=False)
            results[f"{prefix}seconds_{what}"] = round(time.monotonic() - began, 1)
            # Of a suite that breaks off the seconds say nothing.
            results[f"{prefix}passed_{what}"] = float(finished.returncode == 0)
        return results
