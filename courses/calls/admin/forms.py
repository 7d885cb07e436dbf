"""Forms of calls in the administration: sections and questions, published by a step."""

from typing import Any

from django.contrib import admin
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, register_converter, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import forms
from courses.calls.forms.form_editor import FormSectionForm, QuestionForm
from courses.calls.models import FormQuestion, FormSection, FormVersion
from courses.calls.views import forms as views
from ivi_training.office.admin.drafts import DraftAdmin, DraftPartAdmin, VersionedAdmin
from ivi_training.office.admin.page import WithPageContext
from ivi_training.office.admin.site import PROGRAMS, in_section
from ivi_training.office.admin.table import TableAdmin


class Language:
    regex = "en|ko"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "language")


class SectionInline(DraftPartAdmin[FormSection], admin.StackedInline[FormSection, FormVersion]):
    """The sections of a form, each with the way to its questions."""

    model = FormSection
    form = FormSectionForm
    verbose_name = _("section")
    verbose_name_plural = _("sections")
    extra = 0
    show_change_link = True
    fields = [("position", "asks"), ("title_en", "title_ko"), ("help_en", "help_ko")]
    readonly_fields = ["asks"]

    @admin.display(description=_("questions"))
    def asks(self, section: FormSection) -> str:
        if not section.pk:
            return str(_("Save the section first, then add its questions."))
        url = reverse("admin:courses_formsection_change", args=[section.pk])
        names = ", ".join(question.key for question in section.questions.all())
        return format_html('<a href="{}">{}</a> {}', url, _("Open the questions"), names)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the questions that are named beside each."""
        return super().get_queryset(request).prefetch_related("questions")


@admin.register(FormVersion)
@in_section(PROGRAMS, 60)
class FormVersionAdmin(
    DraftAdmin[FormVersion], VersionedAdmin[FormVersion], WithPageContext[FormVersion]
):
    """What a call asks beside the facts that every call asks; a published form stands."""

    change_form_template = "admin/courses/form_version_change_form.html"
    versions = views.KIND
    inlines = [SectionInline]
    fields = ["call", "stage", "number", "published_at", "published_by"]
    readonly_fields = ["call", "stage", "number", "published_at", "published_by"]
    list_display = ["call", "stage", "number", "published_at", "published_by"]
    list_filter = ["stage", "call"]
    list_select_related = ["call", "published_by"]
    show_full_result_count = False

    def add_view(self, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """A form starts from something."""
        return redirect("admin:form_start")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a draft is changed, a published form stands."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the steps of a form."""
        wrap = self.admin_site.admin_view
        return [
            path("start/", wrap(views.form_start), name="form_start"),
            path(
                "<int:pk>/preview/<language:language>/",
                wrap(views.form_preview),
                name="form_preview",
            ),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, thing: FormVersion) -> dict[str, Any]:
        """Say what is missing before it can be published."""
        del request
        return {"missing": forms.what_is_missing(thing) if thing.is_draft else []}


class QuestionInline(DraftPartAdmin[FormQuestion], admin.StackedInline[FormQuestion, FormSection]):
    model = FormQuestion
    form = QuestionForm
    verbose_name = _("question")
    verbose_name_plural = _("questions")
    extra = 0
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("position", "key", "kind", "is_required"),
                    ("label_en", "label_ko"),
                    ("help_en", "help_ko"),
                    "choices_text",
                ]
            },
        ),
        (
            _("Bounds and conditions"),
            {
                "classes": ["collapse"],
                "fields": [
                    ("word_limit", "low", "high"),
                    ("shown_if", "shown_values"),
                    "names_person",
                ],
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the choices that are written as lines."""
        return super().get_queryset(request).prefetch_related("choices")


@admin.register(FormSection)
@in_section(PROGRAMS, 60)
class FormSectionAdmin(DraftAdmin[FormSection], TableAdmin[FormSection]):
    """One section with its questions; reached from its form."""

    form = FormSectionForm
    change_form_template = "admin/courses/form_section_change_form.html"
    inlines = [QuestionInline]
    fields = ["version", "position", ("title_en", "title_ko"), ("help_en", "help_ko")]
    readonly_fields = ["version"]
    list_display = ["title_en", "version"]
    list_select_related = ["version__call"]
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Leave it out of the menu: the way there is the form."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a section is added on its form's page."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse: a section is dropped on its form's page."""
        return False

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Let a question know its section, so that its key is held against the whole form."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        kwargs["form_kwargs"] = {"section": obj}
        return kwargs

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[FormSection],
        formset: BaseModelFormSet[Any, Any],
        change: bool,
    ) -> None:
        """Keep the choices beside each question."""
        super().save_formset(request, form, formset, change)
        for one in formset.forms:
            if one in formset.deleted_forms or "choices_text" not in one.changed_data:
                continue
            if one.instance.pk:
                forms.set_choices(one.instance, one.cleaned_data["choices_text"])
