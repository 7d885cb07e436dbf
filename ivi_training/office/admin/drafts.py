"""Things that stand once published: changed in the administration as long as they are drafts."""

from typing import Any, ClassVar, TypeVar

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from ivi_training.guards.models.published import Published
from ivi_training.office.admin.table import TableAdmin
from ivi_training.office.views.drafts import VersionKind, copier, publisher

M = TypeVar("M", bound=Model)


class DraftAdmin(BaseModelAdmin[M]):
    """Refuses change and deletion once the thing, or the version it is part of, is published."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft."""
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a draft."""
        return super().has_delete_permission(request, obj) and _is_draft(obj)


class DraftPartAdmin(DraftAdmin[M]):
    """Rows below a thing; none is added either once it is published."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only to a draft."""
        # Of inlines, which are asked about the thing; a table of its own is not.
        return super().has_add_permission(request, obj) and _is_draft(obj)  # type: ignore[call-arg]


class VersionedAdmin(TableAdmin[M]):
    """The addresses that publish a draft and begin the next version, and the page's button.

    The page extends `admin/version_change_form.html`.
    """

    versions: ClassVar[VersionKind]

    def get_urls(self) -> list[URLPattern]:
        """Before Django's own, which would take the words for keys."""
        wrap, name = self.admin_site.admin_view, self.versions.name
        return [
            path("<int:pk>/publish/", wrap(publisher(self.versions)), name=f"{name}_publish"),
            path("<int:pk>/copy/", wrap(copier(self.versions)), name=f"{name}_copy"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show which of the two the reader may do; a published one may be copied, not changed."""
        kind = self.versions
        buttons = {
            "may_publish": request.user.has_perm(kind.may("change")),
            "may_copy": request.user.has_perm(kind.may("add")),
            "publish_address": f"admin:{kind.name}_publish",
            "copy_address": f"admin:{kind.name}_copy",
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | buttons)


def _is_draft(thing: Any) -> bool:
    whole = thing if thing is None or isinstance(thing, Published) else thing.version
    return whole is None or whole.is_draft
