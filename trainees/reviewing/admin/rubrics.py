"""Rubrics in the administration: set up as drafts with their criteria, published by a step."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ivi_training.office.admin.drafts import DraftPartAdmin, VersionedAdmin
from ivi_training.office.admin.site import APPLICATIONS, in_section
from ivi_training.office.admin.table import TableAdmin
from trainees.reviewing.forms.rubrics import RubricForm
from trainees.reviewing.models import Anchor, Criterion, Rubric
from trainees.reviewing.views import rubrics


class CriterionInline(DraftPartAdmin[Criterion], admin.StackedInline[Criterion, Rubric]):
    """The criteria of a rubric; what their values mean is on the page of each."""

    model = Criterion
    extra = 0
    show_change_link = True
    fields = [
        ("position", "weight", "low", "high"),
        ("name_en", "name_ko"),
        ("help_en", "help_ko"),
    ]


@admin.register(Rubric)
@in_section(APPLICATIONS, 20)
class RubricAdmin(VersionedAdmin[Rubric]):
    """What reviewers of a call judge by; a published one stands, but for its deadline."""

    form = RubricForm
    change_form_template = "admin/trainees/rubric_change_form.html"
    versions = rubrics.KIND
    inlines = [CriterionInline]
    list_display = ["call", "version", "reviews_required", "review_by", "published_at"]
    list_filter = ["call"]
    list_select_related = ["call"]
    show_full_result_count = False
    fieldsets = [
        (None, {"fields": ["call", "reviews_required", "review_by"]}),
        (
            _("What reviewers see"),
            {
                "fields": [
                    "hide_name",
                    "hide_gender",
                    "hide_organisation",
                    "hide_country",
                    "shows_documents",
                ]
            },
        ),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Rubric | None = None) -> list[str]:
        """Leave the deadline alone to be moved once it is published."""
        del request
        if obj is None:
            return []
        if not obj.is_published:
            return ["call"]
        return [name for name in RubricForm.Meta.fields if name != "review_by"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a draft is changed, a published rubric stands."""
        return False


class AnchorInline(admin.TabularInline[Anchor, Criterion]):
    model = Anchor

    def get_extra(self, request: HttpRequest, obj: Criterion | None = None, **kwargs: Any) -> int:
        """Propose a row for each value of a scale that has no meanings yet."""
        del kwargs
        is_new = obj is not None and request.method == "GET" and not obj.anchors.exists()
        return len(obj.values) if obj is not None and is_new else 0


@admin.register(Criterion)
@in_section(APPLICATIONS)
class CriterionAdmin(TableAdmin[Criterion]):
    """One criterion with what its values mean; reached from its rubric."""

    inlines = [AnchorInline]
    fields = ["rubric", ("name_en", "name_ko"), ("low", "high")]
    readonly_fields = ["rubric", "name_en", "name_ko", "low", "high"]
    list_display = ["name_en", "rubric", "weight"]
    list_select_related = ["rubric__call"]
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Leave it out of the menu: the way there is the rubric."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: a criterion is added on its rubric's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a criterion is dropped on its rubric's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse once the rubric is published."""
        is_open = obj is None or not obj.rubric.is_published
        return super().has_change_permission(request, obj) and is_open

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Number the rows that are proposed."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj is not None and request.method == "GET" and not obj.anchors.exists():
            kwargs["initial"] = [{"value": value} for value in obj.values]
        return kwargs
