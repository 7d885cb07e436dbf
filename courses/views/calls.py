"""The public pages: what is open, everything about one call, and whether one may apply."""

from collections.abc import Sequence

from allauth.core import ratelimit
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.actions import call_rules
from courses.actions.call_rules import Standing
from courses.forms.call_rules import CheckForm
from courses.models import Call, CallRule
from ivi_training.permissions import public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the calls that are open, those to come, and those that have closed."""
    calls = list(Call.objects.for_list())
    return render(
        request,
        "courses/home.html",
        {
            "open_calls": [call for call in calls if call.is_open],
            "coming_calls": [call for call in calls if call.is_coming],
            "past_calls": [call for call in reversed(calls) if call.is_past],
        },
    )


@public
@require_safe
def call_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one call: its dates, its cohorts, who may apply and what is needed."""
    calls = Call.objects.for_list().prefetch_related("cohorts__course")
    call = get_object_or_404(calls, code=code)
    rules = call_rules.of([call])
    return render(request, "courses/call_detail.html", {"call": call, "rules": rules})


@public
@never_cache
def call_check(request: HttpRequest, code: str) -> HttpResponse:
    """Let a visitor hold themselves against the rules; the answers are read and forgotten."""
    if not ratelimit.consume(request, action="self_check"):
        return ratelimit.respond_429(request)
    call = get_object_or_404(Call.objects.for_list(), code=code)
    rules = call_rules.of([call])
    form = CheckForm(request.POST if request.method == "POST" else None, rules=rules)
    context = {
        "call": call,
        "rules": rules,
        "form": form,
        "standing": _standing(call, rules, form) if form.is_valid() else None,
    }
    return render(request, "courses/call_check.html", context, status=422 if form.errors else 200)


def _standing(call: Call, rules: Sequence[CallRule], form: CheckForm) -> Standing:
    starts = call.cohorts.aggregate(first=Min("starts_on"), last=Max("starts_on"))
    days = (starts["first"], starts["last"]) if starts["first"] else None
    facts = form.facts(days, call_rules.groups_of(rules, form.countries()))
    return call_rules.judge(rules, facts)
