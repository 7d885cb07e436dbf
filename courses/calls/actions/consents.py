"""Texts of consents: begun from ready ones, published once and then standing, asked anew since."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.calls.models import ConsentTerm
from courses.calls.models.consent_term import TEXTS
from courses.calls.statuses import NAMES_RECIPIENTS, ConsentKind
from courses.programs.models import Program
from ivi_training.accounts.models import User
from ivi_training.guards.actions import publishing

_READY = Path(__file__).resolve().parent.parent / "fixtures" / "consents.json"
_COPIED = [
    "program_id",
    "kind",
    "is_required",
    *(f"{text}_{code}" for text in (*TEXTS, "recipients") for code in ("en", "ko")),
]


# Ships with the product and does not change while it runs.
@cache
def templates() -> list[dict[str, Any]]:
    """The texts that ship; an administrator starts from them."""
    texts: list[dict[str, Any]] = json.loads(_READY.read_text("utf-8"))
    return texts


@transaction.atomic
def start(program: Program) -> list[ConsentTerm]:
    """Drafts of every kind that the program has no text of yet, as they ship."""
    # Two people who press the button together would each add a draft of every kind.
    Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    known = set(program.consent_terms.values_list("kind", flat=True))
    return ConsentTerm.objects.bulk_create(
        ConsentTerm(program=program, **facts) for facts in templates() if facts["kind"] not in known
    )


@transaction.atomic
def next_version(term: ConsentTerm) -> ConsentTerm:
    """The next version as a copy; a draft that exists is returned: nobody's work is lost."""
    # Numbers of versions follow each other: two at a time would take the same one.
    Program.objects.select_for_update(of=("self",), no_key=True).get(pk=term.program_id)
    versions = ConsentTerm.objects.filter(program=term.program_id, kind=term.kind)
    return publishing.next_draft(versions, publishing.facts_of(term, _COPIED))[0]


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
