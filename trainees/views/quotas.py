"""The quotas of a program: as they stand, revised after a preview, closed, floors released."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_stubs_ext import StrPromise

from courses.models import Program
from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import floors, quotas
from trainees.forms.quotas import ClosingForm, FindForm, FloorForm, RuleForm
from trainees.forms.revisions import RevisionForm
from trainees.models import Quota, QuotaRule, QuotaVersion
from trainees.reports import quotas as reports
from trainees.reports.dashboard import program_to_open


@dataclass(frozen=True)
class Step:
    """A step on one quota or rule that asks why: what it is called, means, does and says then."""

    title: StrPromise
    about: StrPromise
    form: type[Form]
    act: Callable[..., Any]
    said: StrPromise
    then: str = "admin:quotas_overview"


_RELEASE = Step(
    gettext_lazy("Release the reserved share"),
    gettext_lazy(
        "The places that are kept for it are open to everybody at once. It can be taken back as "
        "long as they are unused."
    ),
    FloorForm,
    floors.release,
    gettext_lazy("The places are open to everybody."),
)
_TAKE_BACK = Step(
    gettext_lazy("Take the reserved share back"),
    gettext_lazy(
        "The places are kept for those who match the quota again. It is refused where too few are "
        "left."
    ),
    FloorForm,
    floors.reinstate,
    gettext_lazy("The places are reserved again."),
)
_CLOSE = Step(
    gettext_lazy("Close the quota"),
    gettext_lazy(
        "It limits nobody from then on and cannot be opened again; its numbers stay on record. "
        "People who hold a place keep it."
    ),
    ClosingForm,
    quotas.close,
    gettext_lazy("The quota is closed. Add a new one below if you need it."),
    then="admin:courses_program_change",
)
_CLOSE_RULE = Step(
    gettext_lazy("Close the limit"),
    gettext_lazy(
        "All quotas that it made are closed with it and cannot be opened again; their numbers stay "
        "on record. People who hold a place keep it."
    ),
    ClosingForm,
    quotas.close_rule,
    gettext_lazy("The limit is closed with the quotas that it made."),
)


@requires("trainees.view_quota")
@require_safe
def quotas_start(request: UserRequest) -> HttpResponse:
    """Open the quotas of the program that is running; the programs where there is none."""
    del request
    program = program_to_open()
    if program is None:
        return redirect("admin:trainees_quota_changelist")
    return redirect("admin:quotas_overview", program.pk)


@requires("trainees.view_quota")
@require_safe
def quotas_overview(request: UserRequest, pk: int) -> HttpResponse:
    """Show each quota with what is used, free and reserved, and what would stop a person now."""
    program = get_object_or_404(Program, pk=pk)
    form = FindForm(request.GET)
    words = form.cleaned_data["person"].strip() if form.is_valid() else ""
    may_find = request.user.has_perm("trainees.view_application")
    context = {
        **_in_program(program, _("Quotas")),
        "program": program,
        "others": Program.objects.exclude(pk=pk),
        "overview": reports.overview(program),
        "finding": form,
        "may_find": may_find,
        "words": words,
        "people": reports.people(program, words) if words and may_find else [],
    }
    return _render(request, "trainees/quotas_overview.html", context)


@requires("trainees.change_quota")
def quotas_revise(request: UserRequest, pk: int) -> HttpResponse:
    """Move places between quotas: typed, previewed, then confirmed as a new version."""
    program = get_object_or_404(Program, pk=pk)
    form = RevisionForm(request.POST or None, program=program)
    planned = form.plan() if request.method == "POST" and form.is_valid() else None
    if planned is not None and "confirmed" in request.POST:
        facts = {name: form.cleaned_data[name] for name in ("effective_on", "reason", "reference")}
        version = quotas.revise(
            program, form.agreed(), rules=form.agreed_rules(), by=request.user, **facts
        )
        messages.success(request, _("Version %(n)s is in force.") % {"n": version.number})
        return redirect("admin:quotas_overview", pk)
    context = {
        **_in_program(program, _("Revise quotas")),
        "form": form,
        "plan": planned,
        "hidden": RevisionForm(request.POST, auto_id=False, program=program) if planned else None,
        "versions": QuotaVersion.objects.filter(program=program)
        .select_related("made_by")
        .prefetch_related("lines__quota", "rule_lines__rule"),
    }
    return _render(request, "trainees/quotas_revise.html", context)


@requires("trainees.change_quota")
def floor_release(request: UserRequest, pk: int) -> HttpResponse:
    """Release a reserved share before its date."""
    return _take(request, _RELEASE, _find(pk))


@requires("trainees.change_quota")
def floor_reinstate(request: UserRequest, pk: int) -> HttpResponse:
    """Take a released share back while its places are unused."""
    return _take(request, _TAKE_BACK, _find(pk))


@requires("trainees.change_quota")
def quota_close(request: UserRequest, pk: int) -> HttpResponse:
    """Close a quota for good; its record stays."""
    return _take(request, _CLOSE, _find(pk))


@requires("trainees.add_quota")
def rule_add(request: UserRequest, pk: int) -> HttpResponse:
    """Set a limit for each value of a fact."""
    program = get_object_or_404(Program, pk=pk)
    form = RuleForm(request.POST or None, instance=QuotaRule(program=program))
    if request.method == "POST" and form.is_valid():
        quotas.add_rule(form.instance, by=request.user)
        messages.success(request, _("The limit is kept from now on."))
        return redirect("admin:quotas_overview", pk)
    return _step(request, program, form, _("Add a limit for each value"))


@requires("trainees.change_quota")
def rule_close(request: UserRequest, pk: int) -> HttpResponse:
    """Close a limit for each value, with all the quotas that it made."""
    rule = get_object_or_404(QuotaRule.objects.open().select_related("program"), pk=pk)
    return _take(request, _CLOSE_RULE, rule)


def _take(request: UserRequest, step: Step, thing: Quota | QuotaRule) -> HttpResponse:
    """Ask why, then take the step on a quota or a rule."""
    form = step.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        step.act(thing, by=request.user, **form.cleaned_data)
        messages.success(request, step.said)
        return redirect(step.then, thing.program_id)
    about = {"subject": thing.name, "about": step.about}
    return _step(request, thing.program, form, str(step.title), **about)


def _find(pk: int) -> Quota:
    return get_object_or_404(Quota.objects.for_list().select_related("program"), pk=pk)


def _in_program(program: Program, title: str) -> dict[str, Any]:
    back = reverse("admin:courses_program_change", args=[program.pk])
    return {"title": title, "trail": [{"url": back, "label": program.name}], "back": back}


def _step(
    request: UserRequest, program: Program, form: Any, title: str, **more: object
) -> HttpResponse:
    context = _in_program(program, title)
    context["back"] = reverse("admin:quotas_overview", args=[program.pk])
    context["trail"].append({"url": context["back"], "label": _("Quotas")})
    return _render(request, "trainees/quota_step.html", {**context, "form": form, **more})


def _render(request: UserRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with the menu and the header of the admin around it; 422 where a form is wrong."""
    status = 422 if "form" in context and context["form"].errors else 200
    return render(request, template, {**admin.site.each_context(request), **context}, status=status)
