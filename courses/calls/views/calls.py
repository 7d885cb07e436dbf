"""The public pages: what is open, everything about one call, and whether one may apply."""

from functools import lru_cache

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.calls.actions import call_rules, setup
from courses.calls.actions.call_rules import SelfCheck
from courses.calls.actions.setup import Setup
from courses.calls.forms.call_rules import SelfCheckForm
from courses.calls.models import Call
from ivi_training.guards.permissions import public


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the calls that are open, those to come, and those that have closed."""
    calls = list(Call.objects.for_list())
    return render(
        request,
        "courses/calls/home.html",
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
    found = setup_or_404(code)
    context = {"call": found.call, "facts": _facts(found, get_language() or "")}
    return render(request, "courses/calls/call_detail.html", context)


# Most of the page's time went into drawing this, for thousands of visitors the same.
# Measured: saves 16 to 18 % of the CPU time of a call's page (2026-12, ADR 43).
@lru_cache(maxsize=64)
def _facts(found: Setup, _language: str) -> SafeString:
    """What stands about a call at any hour; the night before it closes everybody reads it."""
    context = {"call": found.call, "rules": found.rules}
    return render_to_string("courses/calls/call_facts.html", context)


def setup_or_404(code: str) -> Setup:
    found = setup.find(code)
    if found is None or not found.call.is_published:
        raise Http404(code)
    return found


@public
@never_cache
def call_check(request: HttpRequest, code: str) -> HttpResponse:
    """Let a visitor hold themselves against the rules; the answers are read and forgotten."""
    if not ratelimit.consume(request, action="self_check"):
        return ratelimit.respond_429(request)
    found = setup_or_404(code)
    form = SelfCheckForm(request.POST if request.method == "POST" else None, rules=found.rules)
    context = {
        "call": found.call,
        "rules": found.rules,
        "form": form,
        "result": _self_check(found, form) if form.is_valid() else None,
    }
    return render(
        request, "courses/calls/call_check.html", context, status=422 if form.errors else 200
    )


def _self_check(found: Setup, form: SelfCheckForm) -> SelfCheck:
    starts = [cohort.starts_on for cohort in found.call.cohorts.all()]
    days = (min(starts), max(starts)) if starts else None
    return call_rules.judge(found.rules, form.facts(days, found.groups))
