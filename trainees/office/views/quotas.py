"""The quotas of a program: as they stand, revised after a preview, closed, floors released."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.calls.views import trails as in_courses
from courses.programs.models import Program
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Preview, Route, digest_of
from ivi_training.pages.http import UserRequest
from trainees.applying.views import trails
from trainees.office.reports import quotas as reports
from trainees.places.actions import floors, quotas, revisions
from trainees.places.actions.revisions import QuotaTerms, RevisionPreview
from trainees.places.forms.quotas import ClosingForm, FindForm, FloorForm, QuotaRuleForm
from trainees.places.forms.revisions import RevisionForm
from trainees.places.models import Quota, QuotaRule, QuotaVersion
from trainees.places.reports.programs import program_to_open

_RELEASE = Act(
    title=gettext_lazy("Release the reserved share"),
    about=gettext_lazy(
        "The places that are kept for it are open to everybody at once. It can be taken back as "
        "long as they are unused."
    ),
    form=FloorForm,
    act=floors.release,
    said=gettext_lazy("The places are open to everybody."),
)
_TAKE_BACK = Act(
    title=gettext_lazy("Take the reserved share back"),
    about=gettext_lazy(
        "The places are kept for those who match the quota again. It is refused where too few are "
        "left."
    ),
    form=FloorForm,
    act=floors.reinstate,
    said=gettext_lazy("The places are reserved again."),
)
_CLOSE = Act(
    title=gettext_lazy("Close the quota"),
    about=gettext_lazy(
        "It limits nobody from then on and cannot be opened again; its numbers stay on record. "
        "People who hold a place keep it."
    ),
    form=ClosingForm,
    act=quotas.close,
    said=gettext_lazy("The quota is closed. Add a new one below if you need it."),
)
_CLOSE_RULE = Act(
    title=gettext_lazy("Close the limit"),
    about=gettext_lazy(
        "All quotas that it made are closed with it and cannot be opened again; their numbers stay "
        "on record. People who hold a place keep it."
    ),
    form=ClosingForm,
    act=quotas.close_rule,
    said=gettext_lazy("The limit is closed with the quotas that it made."),
)


@dataclass(frozen=True)
class Revision(Preview):
    """What the typed terms would do to each quota and limit."""

    template = "trainees/office/revision_preview.html"
    found: RevisionPreview

    @property
    def is_possible(self) -> bool:
        """Whether nothing stands against it."""
        return not self.found.problems

    @property
    def digest(self) -> str:
        """Of the terms: places that are taken meanwhile change nothing of what is confirmed."""
        return digest_of([(change.before, change.after) for change in self.found.changes])


def _add_rule(program: Program, *, by: User, **facts: Any) -> None:
    quotas.add_rule(QuotaRule(program=program, **facts), by=by)


def _revised(form: RevisionForm) -> dict[str, Any]:
    facts = {name: form.cleaned_data[name] for name in ("effective_on", "reason", "reference")}
    return {**facts, "agreed": form.agreed(), "rules": form.agreed_rules()}


def _revise(
    program: Program, *, agreed: dict[Quota, QuotaTerms], by: User, **facts: Any
) -> QuotaVersion:
    return quotas.revise(program, agreed, by=by, **facts)


def _preview(
    program: Program, *, agreed: dict[Quota, QuotaTerms], rules: dict[QuotaRule, int], **_facts: Any
) -> Revision:
    return Revision(revisions.preview(program, agreed, rules))


def _in_force(version: QuotaVersion) -> str:
    return _("Version %(n)s is in force.") % {"n": version.number}


_ADD_RULE = Act(
    title=gettext_lazy("Add a limit for each value"),
    form=QuotaRuleForm,
    told=lambda program: {"instance": QuotaRule(program=program)},
    act=_add_rule,
    said=gettext_lazy("The limit applies from now on."),
)
_REVISE = Act(
    title=gettext_lazy("Revise quotas"),
    confirm=gettext_lazy("Confirm the revision"),
    form=RevisionForm,
    told=lambda program: {"program": program},
    reads=_revised,
    preview=_preview,
    act=_revise,
    said=_in_force,
    template="trainees/office/quotas_revise.html",
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
    return office.page(
        request,
        "trainees/office/quotas_overview.html",
        title=_("Quotas"),
        trail=[in_courses.program(program)],
        program=program,
        others=Program.objects.exclude(pk=pk),
        overview=reports.overview(program),
        finding=form,
        may_find=may_find,
        words=words,
        people=reports.people(program, words) if words and may_find else [],
    )


@requires("trainees.change_quota")
def quotas_revise(request: UserRequest, pk: int) -> HttpResponse:
    """Move places between quotas: typed, previewed, then confirmed as a new version."""
    program = get_object_or_404(Program, pk=pk)
    versions = QuotaVersion.objects.filter(program=program).select_related("made_by")
    route = Route([in_courses.program(program)], then=trails.quotas(program).url)
    shown = versions.prefetch_related("lines__quota", "rule_lines__rule")
    return acts.take(request, _REVISE, program, route, versions=shown)


@requires("trainees.change_quota")
def floor_release(request: UserRequest, pk: int) -> HttpResponse:
    """Release a reserved share before its date."""
    return _take(request, _RELEASE, pk)


@requires("trainees.change_quota")
def floor_reinstate(request: UserRequest, pk: int) -> HttpResponse:
    return _take(request, _TAKE_BACK, pk)


@requires("trainees.change_quota")
def quota_close(request: UserRequest, pk: int) -> HttpResponse:
    """Close a quota for good; its record stays."""
    return _take(request, _CLOSE, pk, "admin:courses_program_change")


@requires("trainees.add_quota")
def rule_add(request: UserRequest, pk: int) -> HttpResponse:
    program = get_object_or_404(Program, pk=pk)
    return acts.take(request, _ADD_RULE, program, _below(program))


@requires("trainees.change_quota")
def rule_close(request: UserRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(QuotaRule.objects.open().select_related("program"), pk=pk)
    return acts.take(request, _CLOSE_RULE, rule, _below(rule.program), lead=rule.name)


def _take(request: UserRequest, act: Act, pk: int, then: str = "") -> HttpResponse:
    quota = get_object_or_404(Quota.objects.for_list().select_related("program"), pk=pk)
    return acts.take(request, act, quota, _below(quota.program, then), lead=quota.name)


def _below(program: Program, then: str = "") -> Route:
    trail = [in_courses.program(program), trails.quotas(program)]
    return Route(trail, then=then and reverse(then, args=[program.pk]))
