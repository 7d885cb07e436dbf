"""What kinds of mail there are; each is declared once, beside the function that sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.functional import Promise

from ivi_training.outbox.statuses import WhenUnsure

_KINDS: dict[str, "Kind"] = {}


class DuplicateKind(Exception):
    """Two kinds of mail with one code: their mails could not be told apart."""


class NotOfThisKind(Exception):
    """A mail with a value that its kind does not permit, without a permitted one, or off topic."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of mail: its code is its identity, and stays when its text or its place changes.

    `samples` are the values that its text may name, each with one that can be shown; a mail brings
    exactly these. `folder` holds the text, a file for each language; it is empty where another
    package has the text.
    """

    code: str
    name: Promise
    folder: str = ""
    about: type[models.Model] | None = None
    samples: Mapping[str, object] = field(default_factory=dict)
    is_urgent: bool = False
    is_secret: bool = False
    is_farewell: bool = False
    when_unsure: WhenUnsure = WhenUnsure.RESEND

    def source(self, language: str) -> str:
        return f"{self.folder}/{self.code}.{language}.txt"

    def refuse_other(self, values: Mapping[str, object]) -> None:
        """Refuse values that are not the permitted ones, all of them."""
        if values.keys() != self.samples.keys():
            wrong = ", ".join(sorted(values.keys() ^ self.samples.keys()))
            message = f"{self.code}: not permitted, or missing: {wrong}"
            raise NotOfThisKind(message)

    def refuse_about(self, thing: models.Model | None) -> None:
        """Refuse to tell about anything but what the kind is about."""
        if self.about and not isinstance(thing, self.about):
            message = f"{self.code} is not about {thing!r}"
            raise NotOfThisKind(message)


def register(kind: Kind) -> Kind:
    """Make a kind known by its name; refuse a code that another has."""
    if kind.code in _KINDS:
        raise DuplicateKind(kind.code)
    _KINDS[kind.code] = kind
    return kind


def registered() -> list[Kind]:
    return [_KINDS[code] for code in sorted(_KINDS)]


def name(code: str) -> str:
    """Name a kind; one that is gone is called after its code."""
    known = _KINDS.get(code)
    return str(known.name) if known else code.replace("_", " ")
