"""What is refused before Django reads a request; it is loaded before any table is."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def only_utf8(respond: "WSGIApplication") -> "WSGIApplication":
    """Refuse what names an encoding other than UTF-8, which every browser sends.

    Some "encodings" of Python are none of text: Django breaks on them before its first middleware.
    """

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8"):
            return respond(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Only UTF-8 is taken.\n"]

    return application
