"""The one way a status changes: a table of moves, compare-and-set, a row of history, a trigger."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pgtrigger
from django.db import models, transaction
from django.db.models import Q, TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.errors import MoveNotAllowed
from ivi_training.guards.models.status_change import StatusChange

if TYPE_CHECKING:
    from ivi_training.accounts.models import User


def moves(table: dict[str, Iterable[str]]) -> frozenset[tuple[str, str]]:
    """Build the set of allowed (before, after) pairs from "state: the states that may follow"."""
    return frozenset((before, after) for before, follow in table.items() for after in follow)


def lifecycle_triggers(
    allowed: frozenset[tuple[str, str]], initial: Sequence[str]
) -> list[pgtrigger.Trigger]:
    """Triggers by which the database refuses any move outside the table and any other start."""
    return [
        pgtrigger.FSM(name="status_moves", field="status", transitions=sorted(allowed)),
        pgtrigger.Protect(
            name="status_start",
            operation=pgtrigger.Insert,
            condition=~pgtrigger.Q(new__status__in=list(initial)),
        ),
    ]


def frozen_facts(*columns: str, unless: Sequence[str], may_fill: bool = False) -> pgtrigger.Trigger:
    """A trigger by which the database refuses to change these columns in any other status.

    With `may_fill` an empty one may still be filled in, once.
    """
    changed = " OR ".join(
        f"({f'OLD.{c} IS NOT NULL AND ' if may_fill else ''}NEW.{c} IS DISTINCT FROM OLD.{c})"
        for c in columns
    )
    statuses = ", ".join(f"'{status}'" for status in unless)
    return pgtrigger.Protect(
        name="facts_frozen",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(f"OLD.status NOT IN ({statuses}) AND ({changed})"),
    )


def known_status(name: str, choices: type[TextChoices]) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(status__in=choices.values),
        violation_error_message=_("This status is not known."),
    )


class HasLifecycle(models.Model):
    """A thing with a status that changes only along its table of moves."""

    MOVES: ClassVar[frozenset[tuple[str, str]]]

    status = models.CharField(max_length=20)

    class Meta:
        abstract = True

    def can_move(self, to: str) -> bool:
        """Whether the table allows the step from the status this object was read with."""
        return (self.status, to) in self.MOVES

    def move(self, to: str, *, by: "User | None", reason: str = "", **facts: Any) -> None:
        """Change the status and, with it, `facts`; refuse an unknown step or a lost race."""
        type(self).move_all([self], to, by=by, reason=reason, **facts)
        for name, value in facts.items():
            setattr(self, name, value)

    @classmethod
    def move_all(
        cls, things: Sequence[Self], to: str, *, by: "User | None", reason: str = "", **facts: Any
    ) -> None:
        """Move several things at once, all or none; statements do not grow with their number."""
        for thing in things:
            if not thing.can_move(to):
                raise MoveNotAllowed(_not_allowed(thing, to))
        with transaction.atomic(savepoint=False):
            _compare_and_set(cls, things, to, facts)
            StatusChange.objects.bulk_create(
                StatusChange(
                    subject_type=cls._meta.label_lower,
                    subject_id=thing.pk,
                    before=thing.status,
                    after=to,
                    by=by,
                    reason=reason,
                )
                for thing in things
            )
        for thing in things:
            thing.status = to

    def changes(self) -> "models.QuerySet[StatusChange]":
        return StatusChange.objects.filter(
            subject_type=self._meta.label_lower, subject_id=self.pk
        ).select_related("by")


def _compare_and_set(
    model: type[HasLifecycle], things: Sequence[HasLifecycle], to: str, facts: dict[str, Any]
) -> None:
    """Write the new status only where the old one still stands; anything less means a lost race."""
    by_status: dict[str, list[int]] = {}
    for thing in things:
        by_status.setdefault(thing.status, []).append(thing.pk)
    for before, ids in by_status.items():
        rows = model._default_manager.filter(pk__in=ids, status=before)
        if rows.update(status=to, **facts) != len(ids):
            raise MoveNotAllowed(
                _(
                    "The status has changed since you opened "
                    "this page. Reload the page and look again."
                )
            )


def status_labels(model: type[models.Model]) -> dict[str, Any]:
    field = model._meta.get_field("status")
    return dict(field.flatchoices) if isinstance(field, models.Field) else {}


def _not_allowed(thing: HasLifecycle, to: str) -> Promise:
    labels = status_labels(type(thing))
    return format_lazy(
        _("“{thing}” is “{before}” and cannot become “{after}”."),
        thing=str(thing),
        before=labels.get(thing.status, thing.status),
        after=labels.get(to, to),
    )
