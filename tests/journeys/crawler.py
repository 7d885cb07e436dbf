"""Follows the links that pages show, once for each kind of page."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.repository.test_permissions import is_of_django

HREFS = "[...document.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))"
# Not pages: they are fetched, and not shown.
FILES = {
    "healthz",
    "trainees:document_download",
    "trainees:dashboard_share_csv",
    "grants:evidence_download",
    "grants:expenditure_template",
    "admin:rate_template",
}


def crawl(
    page: Page,
    starts: Iterable[str],
    look: Callable[[Page], list[str]],
    *,
    apart: tuple[str, ...] = (),
) -> dict[str, list[str]]:
    """Look at each start and at one page of each kind it leads to; what is wrong, by address.

    Links to the kinds `apart` are not followed.
    """
    waiting = deque((start, True) for start in starts)
    seen: set[str] = set()
    wrong: dict[str, list[str]] = {}
    while waiting:
        address, is_start = waiting.popleft()
        kind = kind_of(address)
        is_passed = kind in seen or kind.startswith(apart)
        if address in seen or (is_passed and not is_start):
            continue
        seen |= {address, kind}
        found = fetched(page, address) if kind in FILES else opened(page, address, look)
        if found:
            wrong[address] = found
        if kind not in FILES:
            waiting.extend((link, False) for link in links(page))
    return wrong


def fetched(page: Page, address: str) -> list[str]:
    status = page.context.request.get(address).status
    return [] if status == 200 else [f"answers {status}"]


def opened(page: Page, address: str, look: Callable[[Page], list[str]]) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    return look(page) if answer.status == 200 else [f"answers {answer.status}"]


def kind_of(address: str) -> str:
    """The page's name, and what our own pages are asked for."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return parts.path
    asked = "" if is_of_django(name) else "&".join(sorted(parse_qs(parts.query)))
    return f"{name}?{asked}".rstrip("?")


def links(page: Page) -> Iterator[str]:
    """The paths on this site that the open page links to."""
    here = urlsplit(page.url)
    for href in page.evaluate(HREFS):
        there = urlsplit(urljoin(page.url, href))
        if there.netloc == here.netloc and not href.startswith("#"):
            yield there._replace(scheme="", netloc="", fragment="").geturl()
