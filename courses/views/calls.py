"""The public pages: what is open, and everything about one call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.models import Call
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
    return render(request, "courses/call_detail.html", {"call": call})
