"""Steps of a retention rule inside the administration: begin, publish, next version, first run."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from trainees.actions import retention_rules
from trainees.forms.retention import StartRulesForm
from trainees.models import RetentionRule


@requires("trainees.add_retentionrule")
def retention_rules_start(request: UserRequest) -> HttpResponse:
    """Begin the rules of a program, as drafts, from those that ship."""
    form = StartRulesForm(request.POST or None)
    back = reverse("admin:trainees_retentionrule_changelist")
    if request.method == "POST" and form.is_valid():
        program = form.cleaned_data["program"]
        if retention_rules.start(program):
            messages.success(request, _("These are drafts: look at, change and publish each."))
        else:
            messages.info(request, _("This program has a rule of every kind already."))
        return redirect(f"{back}?program__id__exact={program.pk}")
    context = {
        **admin.site.each_context(request),
        "title": _("Begin from the ready rules"),
        "trail": [{"url": back, "label": _("Retention rules")}],
        "back": back,
        "form": form,
    }
    return render(request, "layouts/step.html", context, status=422 if form.errors else 200)


@requires("trainees.change_retentionrule")
@require_POST
def retention_rule_publish(request: UserRequest, pk: int) -> HttpResponse:
    """Carry the rule out from the next night on."""
    rule = get_object_or_404(RetentionRule, pk=pk)
    retention_rules.publish(rule, by=request.user)
    messages.success(request, _("Published. The rule is carried out every night from now on."))
    return redirect("admin:retention_overview", rule.program_id)


@requires("trainees.add_retentionrule")
@require_POST
def retention_rule_copy(request: UserRequest, pk: int) -> HttpResponse:
    """Start the next version as a copy."""
    draft = retention_rules.next_version(get_object_or_404(RetentionRule, pk=pk))
    messages.success(request, _("This is a draft: change it and publish it."))
    return redirect("admin:trainees_retentionrule_change", draft.pk)


@requires("trainees.change_retentionrule")
@require_POST
def retention_rule_agree(request: UserRequest, pk: int) -> HttpResponse:
    """Let a large first run begin."""
    rule = get_object_or_404(RetentionRule.objects.in_force(), pk=pk)
    retention_rules.agree(rule, by=request.user)
    messages.success(request, _("The rule is carried out in the night to come."))
    return redirect("admin:retention_overview", rule.program_id)
