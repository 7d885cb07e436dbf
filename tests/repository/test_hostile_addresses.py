"""No address, filter, cookie or header leads to an error page, whatever stands in it."""
# ruff: noqa: RUF001 - as odd as they have to be

import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver, reverse
from fido2.utils import websafe_encode
from pytest_django import Settings

from ivi_training.accounts.models import User
from ivi_training.health.encodings import only_utf8
from tests.factories.accounts import UserFactory
from tests.factories.hostile_strings import STRINGS
from tests.repository import walk
from tests.repository.test_permissions import PAGES, make_things
from tests.repository.world import build

NUMBERS = [
    "0", "-1", "1.5", "1e9", "9223372036854775807", "9223372036854775808", "9" * 40, "9" * 5000,
    "٣", "²", "１２", " 1", "+1", "0x1", "NaN", "True", "",
]  # fmt: skip
DAYS = [
    "0000-00-00", "0001-01-01", "2026-02-30", "9999-12-31", "10000-01-01", "2026-13-01", "today",
    "2026-1-1", "-2026-01-01", "2026-01-01T25:61", "9999-12-31 23:59:59+00:00", "1",
]  # fmt: skip
# An address line holds so much and no more; the server refuses longer ones by itself.
PART = re.compile(r"<[^>]+>|\(\?P<\w+>[^)]*\)")
VALUES = [v for v in (*STRINGS, *NUMBERS, *DAYS) if len(v) < 6_000]
# What our pages and Django's read from an address.
FILTERS = [
    "q", "o", "p", "e", "all", "page", "before", "after", "_popup", "_to_field", "_facets", "next",
    "_changelist_filters", "status", "stream", "outcome", "show", "zone", "until", "days", "day",
    "on", "call", "commitment", "line", "category", "first", "last", "mine", "cohort", "person",
    "country", "reviewer", "now-cut_off", "now-waiting", "term", "kind", "grant", "account",
]  # fmt: skip

DJANGO = ["q", "o", "p", "_to_field"]  # of its lists
EACH = 3


@pytest.fixture(scope="module")
def world(module_db: None) -> Iterator[dict[str, Any]]:
    things = make_things()
    build()
    administrator = UserFactory(is_superuser=True, is_staff=True).pk
    with walk.without_logs():
        yield {"things": things, "administrator": administrator}


@pytest.fixture
def client(world: dict[str, Any]) -> Client:
    return walk.client_of(User.objects.get(pk=world["administrator"]))


def quoted(value: str) -> str:
    """As it stands in an address; halves of characters as bytes that are none of UTF-8."""
    return quote(value, safe="", errors="surrogatepass")


def broken(client: Client, addresses: Iterator[str]) -> dict[str, str]:
    found = {}
    for address in addresses:
        response = walk.look(client, address)
        if response.status_code >= 500:
            found[address[:200]] = walk.error(response)
    return found


def pages(things: dict[str, Any]) -> list[str]:
    ours = [
        reverse(name, args=[things[arg] for arg in page.args])
        for name, page in PAGES.items()
        if page.method == "get"
    ]
    return [*ours, *walk.tables(), *walk.rows(), *walk.ENTRANCES]


def filters(address: str, turn: int) -> list[str]:
    """What a page of that address is asked: each filter of a list, and some of ours in turn."""
    some = [FILTERS[(turn * EACH + n) % len(FILTERS)] for n in range(EACH)]
    for model, table in admin.site._registry.items():
        meta = model._meta
        if address == reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"):
            return [*DJANGO, *sorted(table.declared_filters(None))]
    return some


def test_days_beyond_the_calendar(client: Client):
    changes = reverse("admin:ivi_training_statuschange_changelist")
    days = [
        ("9999", "12", "31"),
        ("9999", "12", ""),
        ("9999", "", ""),
        ("1", "1", "1"),
        ("0", "", ""),
    ]
    days += [("9" * 20, "", ""), ("2026", "13", ""), ("2026", "2", "30"), ("-1", "-1", "-1")]
    asked = (
        changes
        + "?"
        + "&".join(f"at__{part}={n}" for part, n in zip(("year", "month", "day"), day, strict=True))
        for day in days
    )
    assert broken(client, asked) == {}


def routes(resolver: Any = None, before: str = "/") -> Iterator[str]:
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern).lstrip("^").rstrip("$").removesuffix(r"\Z")
        if isinstance(one, URLResolver):
            yield from routes(one, route)
        else:
            yield route


def addresses() -> Iterator[str]:
    """Each address with each of its parts replaced, one at a time, by two values."""
    values = cycle(VALUES)
    for route in routes():
        parts = PART.findall(route)
        for changed in range(len(parts)):
            for _each in range(2):
                filled = iter(
                    quoted(next(values)) if n == changed else "1" for n in range(len(parts))
                )
                yield PART.sub(lambda _part, given=filled: next(given), route)


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/calls/a%00b/"},
        {"path": "/%00"},
        {"path": "/static/css/%00.css"},
        {"path": "/healthz", "query_params": {"x": "\0"}},
        {"path": "/", "query_params": {"a\0b": "x"}},
        {"path": "/admin/ivi_training/user/", "query_params": {"q": "a\0"}},
        {"path": "/admin/autocomplete/", "query_params": {"term": "\0"}},
        {"path": "/", "headers": {"Cookie": r'sessionid="\000abcdefghi"'}},
        {"path": "/", "headers": {"Cookie": r'django_language="\000"'}},
        {"path": "/", "headers": {"User-Agent": "a\0b"}},
        {
            "path": "/",
            "query_params": {"x": "+AAA-"},
            "headers": {"Content-Type": "text/plain; charset=utf-7"},
        },
    ],
)
def test_a_nul_and_what_is_no_encoding_of_text_are_refused(client: Client, asked: dict[str, Any]):
    answer = client.get(**asked)
    assert answer.status_code == (200 if asked["path"] == "/healthz" else 400)


HEADERS = [
    {"Accept-Language": "a" * 3_000}, {"Accept-Language": "en-\ud55c;q=x"}, {"Host": "a b"},
    {"Accept-Language": "*;q=1e999,en;q=-1"}, {"Host": "evil.example"}, {"Host": "[::1"},
    {"Cookie": "sessionid=" + "x" * 5_000}, {"Cookie": "sessionid=';--"}, {"Cookie": '=;;="\\'},
    {"Cookie": "messages=x:y:z"}, {"Cookie": "django_language=../../x"}, {"Cookie": "csrftoken=x"},
    {"User-Agent": "\x80\xff" * 600}, {"X-Forwarded-For": "nowhere, ,;"}, {"Referer": "//["},
    {"X-Forwarded-Host": "evil.example"}, {"X-Forwarded-Proto": "gopher"}, {"Range": "bytes=9-1"},
    {"If-Modified-Since": "yesterday"}, {"X-Autosave": "\xff"}, {"X-CSRFToken": "\xff"},
    {"Content-Type": "multipart/form-data"}, {"Content-Type": "a" * 900}, {"Content-Length": "-1"},
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS, ids=str)
def test_no_header_leads_to_an_error_page(client: Client, header: dict[str, str]):
    for path in ("/", "/account/login/", "/admin/", "/healthz", "/static/css/site.css"):
        response = client.get(path, headers=header)
        walk.text_of(response)
        assert response.status_code < 500, path


@pytest.mark.parametrize("said", ["1.2.3.4", "nowhere", ",", "1.2.3.4, [::1, x"])
def test_who_comes_past_a_proxy_meets_no_error_page(client: Client, settings: Settings, said: str):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    sent = {"login": "a@example.org", "password": "x"}
    answer = client.post(reverse("account_login"), sent, headers={"X-Forwarded-For": said})
    assert answer.status_code < 500


@pytest.mark.parametrize("charset", ["rot13", "hex", "utf-7", '"utf-16"', "idna", "undefined"])
def test_what_is_no_encoding_of_text_is_refused_before_it_is_read(charset: str):
    """Some of them break Django before its first middleware, so the server itself is asked."""
    environ = RequestFactory()._base_environ(
        CONTENT_TYPE=f"text/plain; charset={charset}", QUERY_STRING="x=%C3%A9"
    )
    said: list[str] = []
    only_utf8(get_wsgi_application())(environ, lambda status, _headers: said.append(status))
    assert said == ["400 Bad Request"]


def test_another_root_is_not_taken_from_outside(client: Client):
    """Every link of the page would lead to whoever said so."""
    page = client.get("/", SCRIPT_NAME="//evil.example").content.decode()
    assert "evil.example" not in page


NESTED = [
    "[" * 100_000,
    '{"a":' * 100_000,
    "[" * 500 + "]" * 500,
    '{"response": [[[]]]}',
    "1" * 9_000,
]
# An array in an array, thousands of times, in the bytes that a device sends.
CBOR = websafe_encode(b"\x81" * 100_000 + b"\x01")


@pytest.mark.parametrize("sent", NESTED)
@pytest.mark.parametrize(
    "page", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"]
)
def test_brackets_in_brackets_are_refused_in_words(client: Client, page: str, sent: str):
    assert client.post(reverse(page), {"credential": sent}).status_code < 500


def test_brackets_in_the_bytes_of_a_device_are_refused_in_words(client: Client):
    client.get(reverse("mfa_add_webauthn"))
    answer = {
        "clientDataJSON": websafe_encode(b'{"type": "webauthn.create"}'),
        "attestationObject": CBOR,
    }
    sent = {"id": "AA", "rawId": "AA", "type": "public-key", "response": answer}
    assert (
        client.post(reverse("mfa_add_webauthn"), {"credential": json.dumps(sent)}).status_code < 500
    )


def test_each_part_of_each_address(client: Client):
    assert broken(client, addresses()) == {}


def test_each_filter_of_each_page(client: Client, world: dict[str, Any]):
    values = cycle(VALUES)
    asked = (
        f"{page}?{quoted(name)}={quoted(next(values))}"
        for turn, page in enumerate(pages(world["things"]))
        for name in filters(page, turn)
        for _each in range(2)
    )
    assert broken(client, asked) == {}


def test_who_may_only_look_meets_no_error_page(world: dict[str, Any]):
    of_tables = Permission.objects.filter(
        codename__in=[f"view_{model._meta.model_name}" for model in admin.site._registry]
    )
    onlooker = UserFactory(is_staff=True)
    onlooker.user_permissions.set(of_tables)
    looked = walk.client_of(onlooker)
    assert broken(looked, iter([*walk.tables(), *walk.rows(), *walk.ENTRANCES])) == {}


NAMED = re.compile(r'<(?:input|textarea|select|button)\b[^>]*\bname="([^"]+)"')
# Where what is sent ends the session of the visitor.
NOT_POSTED = ("/account/logout/", "/admin/logout/")


def typed(text: str, values: Iterator[str]) -> dict[str, Any]:
    """Something odd in every field of a page, but for what says how many rows a form has."""
    names = set(NAMED.findall(text)) - {"csrfmiddlewaretoken"} | {"_selected_action"}
    odd = {
        name: next(values).encode(errors="surrogatepass")
        for name in sorted(names)
        if not name.endswith("_FORMS")
    }
    return odd | dict(FORMS.findall(text)) | {"index": "0"}


FORMS = re.compile(r'name="([^"]+_FORMS)" value="(\d+)"')


def test_odd_texts_in_each_form(client: Client, world: dict[str, Any]):
    values, found = cycle(VALUES), {}
    for page in pages(world["things"]):
        text = walk.text_of(walk.look(client, page))
        if "<form" not in text or page.startswith(NOT_POSTED):
            continue
        for _each in range(2):
            response = walk.look(client, page, typed(text, values))
            if response.status_code >= 500:
                found[page] = walk.error(response)
    assert found == {}
