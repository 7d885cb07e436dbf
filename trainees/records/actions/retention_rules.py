"""Retention rules: begun from ready ones, published once, then standing; a version follows."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from courses.programs.models import Program
from ivi_training.accounts.models import User
from ivi_training.guards.actions import publishing
from trainees.records.errors import RunAgreed
from trainees.records.models import DueData, FirstRun, RetentionRule

_READY = Path(__file__).resolve().parent.parent / "fixtures" / "retention_rules.json"
_COPIED = ("program_id", "kind", "period", "unit", "event", "basis_en", "basis_ko")
# A rule that has never run and would destroy more waits until a person agrees.
LARGE = 20


# Ships with the product and does not change while it runs.
@cache
def templates() -> list[dict[str, Any]]:
    """The rules that ship; an officer starts from them."""
    rules: list[dict[str, Any]] = json.loads(_READY.read_text("utf-8"))
    return rules


@transaction.atomic
def start(program: Program) -> list[RetentionRule]:
    """Drafts of every kind that the program has no rule of yet, as they ship."""
    programs.lock(program.pk)
    known = RetentionRule.objects.filter(program=program).values_list("kind", flat=True)
    return RetentionRule.objects.bulk_create(
        RetentionRule(program=program, **facts)
        for facts in templates()
        if facts["kind"] not in set(known)
    )


@transaction.atomic
def next_version(rule: RetentionRule) -> RetentionRule:
    """The next version as a copy; a draft that exists is returned: nobody's work is lost."""
    programs.lock(rule.program_id)
    versions = RetentionRule.objects.filter(program=rule.program_id, kind=rule.kind)
    return publishing.next_draft(versions, publishing.facts_of(rule, _COPIED))[0]


def what_is_missing(rule: RetentionRule) -> list[str]:
    """The texts that are still empty, by their names."""
    return [
        str(RetentionRule._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in ("basis_en", "basis_ko")
        if not getattr(rule, name).strip()
    ]


def publish(rule: RetentionRule, *, by: User) -> None:
    """Carry it out from the next night on, instead of the version before."""
    publishing.publish(rule, by=by, what_is_missing=what_is_missing)


def needs_agreement(rule: RetentionRule, count: int) -> bool:
    return count > LARGE and RetentionRule.objects.not_begun().filter(pk=rule.pk).exists()


@transaction.atomic
def agree(rule: RetentionRule, *, by: User) -> FirstRun:
    """Let the first run of a rule begin, although it is large; refused a second time."""
    due = DueData.objects.filter(rule=rule).due(timezone.localdate()).free()
    try:
        with transaction.atomic():
            return FirstRun.objects.create(rule=rule, application_count=due.count(), agreed_by=by)
    except IntegrityError as error:
        raise RunAgreed(_("It begins tonight.")) from error
