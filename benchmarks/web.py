"""Two workers of gunicorn, and people who use them at the same time."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

HOST = "127.0.0.1"
SECONDS_TO_START = 30


@contextlib.contextmanager
def serving(application: str, site: str, *, has_files: bool) -> Iterator[int]:
    """Serve an application, by its settings, on the benchmark's database; gives its port."""
    known = connection.settings_dict
    where = f"{known['NAME']}?host={quote(known['HOST'], safe='')}"
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers", "2", "--preload"]
    options = ["--no-control-socket", "--log-level", "warning", "--bind", f"{HOST}:{port}"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{quote(known['USER'])}@/{where}",
        "DJANGO_SETTINGS_MODULE": site,
        "DJANGO_DEBUG": "0",
        "SECRET_KEY": settings.SECRET_KEY,  # sessions are signed with it
    }
    with tempfile.TemporaryDirectory() as folder:
        environment |= {"STATIC_ROOT": f"{folder}/static", "MEDIA_ROOT": f"{folder}/media"}
        if has_files:
            collect = [sys.executable, "-m", "django", "collectstatic", "--no-input", "-v", "0"]
            subprocess.run(collect, check=True, env=environment)
        server = subprocess.Popen([*gunicorn, *options, application], env=environment)
        try:
            _wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, port), timeout=1).close()
            return
        if time.monotonic() > end:
            raise RuntimeError(port)
        time.sleep(0.1)


class Visitor:
    """A browser that reads pages and posts forms; anything but the expected status is an error."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})

    def get(self, path: str) -> str:
        """Read a page."""
        return self._ask("GET", path, 200)[1]

    def post(self, path: str, fields: dict[str, Any]) -> str:
        """Post a form; gives where it leads to."""
        body = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": self._token()})
        return self._ask("POST", path, 302, body)[0]

    def _token(self) -> str:
        return self.cookies["csrftoken"]

    def _ask(self, method: str, path: str, expected: int, body: bytes = b"") -> tuple[str, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers |= {"Content-Type": MULTIPART_CONTENT, "Origin": f"http://{HOST}:{self.port}"}
        asked = http.client.HTTPConnection(HOST, self.port, timeout=60)
        asked.request(method, path, body or None, headers)
        answer = asked.getresponse()
        text = answer.read().decode()
        if answer.status != expected:
            raise RuntimeError(method, path, answer.status, text[:2000])
        for header in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {k: morsel.value for k, morsel in SimpleCookie(header).items()}
        asked.close()
        return answer.headers.get("Location", ""), text


def rate(people: list[Any], at_once: int, visit: Callable[[Any], None]) -> float:
    """People a second, so many at the same time; the first error ends it."""
    with ThreadPoolExecutor(at_once) as crowd:
        start = time.perf_counter()
        list(crowd.map(visit, people))
        return len(people) / (time.perf_counter() - start)
