"""Texts of consents: begun from ready ones, published once and then standing, asked anew since."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from courses.models import ConsentTerm, Program
from courses.models.consent_term import TEXTS
from courses.statuses import NAMES_RECIPIENTS, ConsentKind
from ivi_training.actions import publishing
from ivi_training.models import User

_READY = Path(__file__).resolve().parent.parent / "fixtures" / "consents.json"
_COPIED = [
    "is_required",
    *(f"{text}_{code}" for text in (*TEXTS, "recipients") for code in ("en", "ko")),
]


@cache
def ready() -> list[dict[str, Any]]:
    """The texts that ship; an administrator starts from them."""
    texts: list[dict[str, Any]] = json.loads(_READY.read_text("utf-8"))
    return texts


@transaction.atomic
def start(program: Program) -> list[ConsentTerm]:
    """Drafts of every kind that the program has no text of yet, as they ship."""
    Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    known = set(program.consent_terms.values_list("kind", flat=True))
    return ConsentTerm.objects.bulk_create(
        ConsentTerm(program=program, **facts) for facts in ready() if facts["kind"] not in known
    )


@transaction.atomic
def next_version(term: ConsentTerm) -> ConsentTerm:
    """The next version as a copy; a draft that exists is returned: nobody's work is lost."""
    Program.objects.select_for_update(of=("self",), no_key=True).get(pk=term.program_id)
    versions = ConsentTerm.objects.filter(program=term.program_id, kind=term.kind)
    draft = versions.filter(published_at__isnull=True).first()
    if draft is not None:
        return draft
    newest = versions.aggregate(n=Max("number"))["n"]
    facts = {name: getattr(term, name) for name in _COPIED}
    return ConsentTerm.objects.create(
        program_id=term.program_id, kind=term.kind, number=newest + 1, **facts
    )


def what_is_missing(term: ConsentTerm) -> list[str]:
    """The texts that are still empty, by their names."""
    wanted = [*TEXTS, *(["recipients"] if term.kind in NAMES_RECIPIENTS else [])]
    columns = [f"{text}_{code}" for text in wanted for code in ("en", "ko")]
    return [
        str(ConsentTerm._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
        for column in columns
        if not getattr(term, column).strip()
    ]


def publish(term: ConsentTerm, *, by: User) -> None:
    """Ask people from now on; refused while a text is empty, and a second time."""
    publishing.publish(term, by=by, what_is_missing=what_is_missing)


def may_recruit(program_id: int) -> bool:
    """Whether people can agree to the use of their data, without which nobody may read them."""
    return (
        ConsentTerm.objects.published()
        .filter(program=program_id, kind=ConsentKind.COLLECTION, is_required=True)
        .exists()
    )
