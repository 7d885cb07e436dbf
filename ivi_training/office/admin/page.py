"""The page of one row: what its template shows beside the fields."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from ivi_training.office.admin.table import TableAdmin

M = TypeVar("M", bound=Model)


class WithPageContext(TableAdmin[M]):
    """Hands the page of a row what `page_context` says about it."""

    def page_context(self, request: HttpRequest, thing: M) -> dict[str, Any]:
        """Names that the template uses, for `thing` as it stands now."""
        raise NotImplementedError

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the row; one that is gone gets Django's own answer."""
        thing = self.get_object(request, object_id)
        more = {} if thing is None else self.page_context(request, thing)
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)
