"""Things that stand once published: changed in the administration as long as they are drafts."""

from typing import Any, TypeVar

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Model
from django.http import HttpRequest

from ivi_training.models.published import Published

M = TypeVar("M", bound=Model)


class OfDraft(BaseModelAdmin[M]):
    """Refuses change and deletion once the thing, or the version it is part of, is published."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft."""
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft."""
        return super().has_delete_permission(request, obj) and _is_draft(obj)


class PartOfDraft(OfDraft[M]):
    """Rows below a thing; none is added either once it is published."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only to a draft."""
        # Of inlines, which are asked about the thing; a table of its own is not.
        return super().has_add_permission(request, obj) and _is_draft(obj)  # type: ignore[call-arg]


def _is_draft(thing: Any) -> bool:
    whole = thing if thing is None or isinstance(thing, Published) else thing.version
    return whole is None or whole.is_draft
