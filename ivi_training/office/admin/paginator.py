"""Pages of long tables: nobody turns to page 900, so nothing is counted that far."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property


class ShortPaginator(Paginator[Any]):
    """Counts so many rows and no more; what lies beyond is found by search and filters."""

    LIMIT = 5000

    @cached_property
    def count(self) -> int:
        """The number of rows, or the limit."""
        rows = cast("QuerySet[Any]", self.object_list)
        return rows[: self.LIMIT].count()
