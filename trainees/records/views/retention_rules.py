"""Steps of a retention rule inside the administration: begin, publish, next version, first run."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from courses.calls.views.trails import of_program
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.drafts import VersionKind, from_ready
from ivi_training.pages.http import UserRequest
from trainees.records.actions import retention_rules
from trainees.records.forms.retention import StartRulesForm
from trainees.records.models import RetentionRule

LIST = "admin:trainees_retentionrule_changelist"
KIND = VersionKind(
    name="retention",
    model=RetentionRule,
    publish=retention_rules.publish,
    next_version=retention_rules.next_version,
    published=_("Published. The rule is carried out every night from now on."),
    after=lambda rule: reverse("admin:retention_overview", args=[rule.program_id]),
)


_BEGIN = Act(
    title=_("Start from the standard rules"),
    form=StartRulesForm,
    act=from_ready(retention_rules.start),
    said=_("These are drafts: look at, change and publish each."),
    in_vain=_("This program has a rule of every kind already."),
)


@requires("trainees.add_retentionrule")
def retention_rules_start(request: UserRequest) -> HttpResponse:
    route = Route([office.crumb(_("Retention rules"), LIST)], then=of_program(LIST))
    return acts.take(request, _BEGIN, None, route)


@requires("trainees.change_retentionrule")
@require_POST
def retention_rule_agree(request: UserRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(RetentionRule.objects.in_force(), pk=pk)
    retention_rules.agree(rule, by=request.user)
    messages.success(request, _("The rule will be carried out tonight."))
    return redirect("admin:retention_overview", rule.program_id)
