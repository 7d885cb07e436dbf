"""Quotas and their versions in the administration: to read."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ivi_training.admin.read_only import ReadOnlyAdmin, ReadOnlyInline
from trainees.models import Quota, QuotaVersion, QuotaVersionLine


@admin.register(Quota)
class QuotaAdmin(ReadOnlyAdmin[Quota]):
    """Each quota with what is used of it; set up on the program's page."""

    list_display = [
        "named",
        "program",
        "ceiling",
        "used",
        "stream",
        "cohort",
        "country",
        "gender",
    ]
    list_filter = ["program"]
    list_select_related = ["program", "stream", "cohort"]

    @admin.display(description=_("name"), ordering="name_en")
    def named(self, quota: Quota) -> str:
        """The name in the reader's language."""
        return quota.name


class QuotaVersionLineInline(ReadOnlyInline[QuotaVersionLine]):
    """The ceilings of a version."""

    model = QuotaVersionLine


@admin.register(QuotaVersion)
class QuotaVersionAdmin(ReadOnlyAdmin[QuotaVersion]):
    """What was agreed with the funder, when and why."""

    inlines = [QuotaVersionLineInline]
    list_display = ["program", "number", "effective_on", "why", "reference", "made_by"]
    list_select_related = ["program", "made_by"]

    @admin.display(description=_("reason"))
    def why(self, version: QuotaVersion) -> str:
        """The reason, or that it was the award."""
        return version.why
