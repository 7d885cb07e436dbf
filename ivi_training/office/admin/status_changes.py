"""What happened to every thing: a record to read and search, which nobody alters."""

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.lifecycle import status_labels
from ivi_training.guards.models import StatusChange
from ivi_training.office.admin.read_only import ReadOnlyAdmin
from ivi_training.office.admin.site import ACCOUNTS, in_section


class ThingFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "subject_type"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        del request, model_admin
        return sorted(
            (model._meta.label_lower, capfirst(str(model._meta.verbose_name)))
            for model in apps.get_models()
            if hasattr(model, "MOVES")
        )

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StatusChange]
    ) -> QuerySet[StatusChange]:
        del request
        return queryset.filter(subject_type=self.value()) if self.value() else queryset


@admin.register(StatusChange)
@in_section(ACCOUNTS, 70)
class StatusChangeAdmin(ReadOnlyAdmin[StatusChange]):
    list_display = ("at", "thing", "subject_id", "left", "reached", "by", "reason")
    list_filter = (ThingFilter,)
    list_select_related = ("by",)
    search_fields = ("=subject_id", "by__email", "reason")
    date_hierarchy = "at"
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("kind"))
    def thing(self, change: StatusChange) -> str:
        return capfirst(str(apps.get_model(change.subject_type)._meta.verbose_name))

    @admin.display(description=_("from"))
    def left(self, change: StatusChange) -> str:
        """The status before, in words."""
        return _in_words(change, change.before)

    @admin.display(description=_("to"))
    def reached(self, change: StatusChange) -> str:
        return _in_words(change, change.after)


def _in_words(change: StatusChange, status: str) -> str:
    return str(status_labels(apps.get_model(change.subject_type)).get(status, status))
