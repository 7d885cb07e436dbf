"""People who applied in the administration: with the pairs that may be one, and their merges."""

from django.contrib import admin
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from ivi_training.office.admin.site import APPLICATIONS, in_section
from trainees.people.models import Applicant, PersonMerge
from trainees.records.actions.people_merges import label_of, words
from trainees.records.views import duplicates

OTHER = {"goes": "stays", "stays": "goes"}


class PersonMergeInline(ReadOnlyInline[PersonMerge]):
    """Accounts that became this one: who said so, when, why, and which facts were chosen."""

    model = PersonMerge
    fk_name = "applicant"
    fields = ["at", "by", "reason", "facts"]
    readonly_fields = ["facts"]

    @admin.display(description=_("facts chosen"))
    def facts(self, merge: PersonMerge) -> str:
        rows = [
            (
                label_of(name),
                words(Applicant(**{name: fact[fact["right"]]}), name),
                words(Applicant(**{name: fact[OTHER[fact["right"]]]}), name),
            )
            for name, fact in merge.chosen.items()
        ]
        return format_html_join("", "<div>{}: {} ({})</div>", rows)


@admin.register(Applicant)
@in_section(APPLICATIONS)
class ApplicantAdmin(ReadOnlyAdmin[Applicant]):
    list_display = ["named", "user", "nationality", "residence"]
    list_select_related = ["user"]
    search_fields = ["given_names", "family_name", "user__email"]
    inlines = [PersonMergeInline]

    @admin.display(description=_("name"), ordering="given_names")
    def named(self, applicant: Applicant) -> str:
        return applicant.full_name

    def get_urls(self) -> list[URLPattern]:
        """Add the pairs that may be one person."""
        wrap = self.admin_site.admin_view
        return [
            path("duplicates/", wrap(duplicates.duplicate_list), name="duplicate_list"),
            path(
                "duplicates/<int:pk>/<int:other>/",
                wrap(duplicates.duplicate_compare),
                name="duplicate_compare",
            ),
            path(
                "duplicates/<int:pk>/<int:other>/merge/",
                wrap(duplicates.people_merge),
                name="people_merge",
            ),
            *super().get_urls(),
        ]
