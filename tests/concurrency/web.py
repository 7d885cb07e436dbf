"""Pages of a running server, opened and confirmed as a browser does: session, cookie and token."""

import re
from collections.abc import Callable
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.test import Client

Answer = tuple[int, str]


def opened(address: str, client: Client, path: str) -> Callable[[], Answer]:
    """Open a page in the session of a client; what is returned presses its button."""
    jar = SimpleCookie()
    jar[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    token = re.search(r'"csrfmiddlewaretoken" value="(\w+)"', _ask(address, "GET", path, jar)[1])
    body = urlencode({"csrfmiddlewaretoken": token[1]})
    return lambda: _ask(address, "POST", path, jar, body)


def forged(address: str, client: Client, path: str) -> Answer:
    """Press the button of a page that was never opened."""
    jar = SimpleCookie()
    jar[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return _ask(address, "POST", path, jar)


def _ask(address: str, method: str, path: str, jar: SimpleCookie, body: str = "") -> Answer:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=120)
    headers = {"Cookie": jar.output(attrs=[], header="", sep=";").strip()}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    for cookie in answer.msg.get_all("Set-Cookie", []):
        jar.load(cookie)
    text = answer.read().decode()
    connection.close()
    return answer.status, text
