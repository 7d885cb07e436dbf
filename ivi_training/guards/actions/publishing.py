"""Publishing: once, by a person, and only what is complete; a change is a next version."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ivi_training.guards.errors import RuleBroken
from ivi_training.guards.models.published import Published

if TYPE_CHECKING:
    from ivi_training.accounts.models import User

P = TypeVar("P", bound=Published)


class NotComplete(RuleBroken):
    """Something that it needs before people use it is missing."""

    title = gettext_lazy("This is not complete yet")


class PublishedAlready(RuleBroken):
    """It stands; what changes is its next version."""

    title = gettext_lazy("This is published already")


@transaction.atomic
def publish(draft: P, *, by: "User", what_is_missing: Callable[[P], list[str]]) -> None:
    """Let people use it from now on; refused while something is missing, and a second time."""
    # Against two people who publish at once: the second would replace the name and the moment.
    held = (
        type(draft)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    )
    if held.is_published:
        raise PublishedAlready(_("It was published before, and people use it as it stands."))
    missing = what_is_missing(held)
    if missing:
        raise NotComplete(_("Please complete these first."), then=missing)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])


def facts_of(thing: Model, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def next_draft(
    versions: QuerySet[P], facts: dict[str, Any], *, number: str = "number"
) -> tuple[P, bool]:
    """The draft among `versions` of one thing, and whether it was made now with `facts`.

    One that exists is returned as it is: nobody's work is lost. To be called under the lock of
    what the versions belong to, so that two people do not start two.
    """
    draft = versions.filter(published_at__isnull=True).first()
    if draft is not None:
        return draft, False
    newest = versions.aggregate(newest=Max(number))["newest"] or 0
    return versions.create(**facts, **{number: newest + 1}), True
