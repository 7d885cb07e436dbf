"""Publishing: once, by a person, and only what is complete; a change is a next version."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ivi_training.errors import RuleBroken
from ivi_training.models import User
from ivi_training.models.published import Published

P = TypeVar("P", bound=Published)


class NotComplete(RuleBroken):
    """Something that it needs before people use it is missing."""

    title = gettext_lazy("This is not complete yet")


class PublishedAlready(RuleBroken):
    """It stands; what changes is its next version."""

    title = gettext_lazy("This is published already")


@transaction.atomic
def publish(draft: P, *, by: User, what_is_missing: Callable[[P], list[str]]) -> None:
    """Let people use it from now on; refused while something is missing, and a second time."""
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
