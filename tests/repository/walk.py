"""Every page that somebody reaches by following links, and the addresses of tables."""

import logging
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.contrib import admin
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from ivi_training.accounts.models import User
from ivi_training.guards.permissions import Role
from tests.conftest import as_user
from tests.factories.accounts import UserFactory
from trainees.applying.models import Application

LINK = re.compile(r'\b(?:href|src)="([^"#]+)')
NOT_PAGES = ("/static/", "/account/logout/", "/admin/logout/", "/admin/jsi18n/")
ENTRANCES = ["/", "/admin/", "/applications/", "/my-data/", "/account/email/", "/account/2fa/"]


def client_of(user: User | None) -> Client:
    """One that tells of an error page instead of raising what led to it."""
    client = Client() if user is None else as_user(user)
    client.raise_request_exception = False
    return client


def visitors() -> dict[str, User]:
    """One of each role, and somebody whose application stands at each status."""
    people = {str(role): UserFactory(roles=[role]) for role in reversed(Role)}
    for application in Application.objects.select_related("applicant__user").order_by("pk"):
        people[f"owner of {application.status}"] = application.applicant.user
    return people


@contextmanager
def without_logs() -> Iterator[None]:
    """Thousands of refusals are asked for, and each would be told with its trace."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def tables() -> list[str]:
    """The lists of the administration, and the pages that add to them."""
    return [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
        for model in admin.site._registry
        for page in ("changelist", "add")
    ]


def rows() -> Iterator[str]:
    """The three pages of the newest row of each table, whether a link leads to them or not."""
    for model in admin.site._registry:
        row = model._default_manager.order_by("-pk").first()
        for page in ("change", "history", "delete") if row else ():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
            yield reverse(name, args=[row.pk])


def text_of(response: HttpResponseBase) -> str:
    """The source of a page; nothing of a file, which is closed unread."""
    if response.streaming:
        # Closing the response would close the test's connection too: the file alone is closed.
        for close in response._resource_closers:
            close()
        return ""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return response.content.decode() if is_page else ""


def look(client: Client, url: str, sent: dict[str, Any] | None = None) -> HttpResponseBase:
    """Open a page and leave nothing behind, not even an error of the database."""
    before = transaction.savepoint()
    response = client.get(url) if sent is None else client.post(url, sent)
    text_of(response)
    transaction.set_rollback(False)
    transaction.savepoint_rollback(before)
    return response


def walk(
    client: Client, starts: Iterable[str], each: int = 1, met: Counter[Any] | None = None
) -> Iterator[tuple[str, HttpResponseBase, str]]:
    """Each page with its text: at most so many of a kind, with a query and without one.

    What several people read together is counted in `met`: the next one leaves out what was read.
    """
    waiting, known = deque(starts), set()
    met = Counter() if met is None else met
    while waiting:
        url = waiting.popleft()
        kind = _kind(url)
        if url in known or kind is None or met[kind] >= each:
            continue
        known.add(url)
        response = look(client, url)
        text = text_of(response)
        met[kind] += response.status_code == HTTPStatus.OK
        yield url, response, text
        if response.status_code in (301, 302):
            waiting.append(urljoin(url, response["Location"]))
        waiting.extend(urljoin(url, unescape(link)) for link in LINK.findall(text))


def _kind(url: str) -> Any:
    parts = urlsplit(url)
    if parts.netloc or parts.scheme or parts.path.startswith(NOT_PAGES):
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    return found.view_name, bool(parts.query)


def error(response: HttpResponseBase) -> str:
    """What led to an error page, in a line."""
    kind, why, trace = response.exc_info
    while trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{kind.__name__}: {str(why)[:120]} ({code.co_filename[-60:]}:{trace.tb_lineno})"
