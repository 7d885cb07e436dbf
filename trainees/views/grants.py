"""The grant of a program: its page, every entry behind a number, promises that stand still."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.models import Grant
from grants.reports import quiet
from ivi_training.http import UserRequest
from ivi_training.pages import page_of
from ivi_training.permissions import requires
from trainees.forms.grants import EntriesForm, QuietForm
from trainees.reports import grant_entries as entries
from trainees.reports.dashboard import program_to_open
from trainees.reports.grant_pages import grant_page as read
from trainees.views.dashboards import SEES_SMALL_COUNTS


@requires("grants.view_grant")
@require_safe
def grant_start(request: UserRequest) -> HttpResponse:
    """Open the grant of the program that is running; the list of grants where there is none."""
    del request
    grant = Grant.objects.filter(program=program_to_open()).first()
    if grant is None:
        return redirect("admin:grants_grant_changelist")
    return redirect("admin:grant_page", grant.pk)


@requires("grants.view_grant")
@require_safe
def grant_page(request: UserRequest, pk: int) -> HttpResponse:
    """Show what a grant is worth, what became of it, and what a trainee costs."""
    get_object_or_404(Grant, pk=pk)
    page = read(pk, is_protected=not request.user.has_perm(SEES_SMALL_COUNTS))
    context = {
        **admin.site.each_context(request),
        "title": page.grant.title,
        "trail": _trail(),
        "page": page,
        "others": Grant.objects.exclude(pk=pk),
    }
    return render(request, "trainees/grant_page.html", context)


@requires("grants.view_ledgerentry")
@require_safe
def grant_entries(request: UserRequest, pk: int) -> HttpResponse:
    """Show the entries of a grant, a category or a line, with what is behind each."""
    grant = get_object_or_404(Grant, pk=pk)
    form = EntriesForm(request.GET, grant=grant)
    found = entries.entries_of(grant, form.lines(), form.kind_asked())
    page = page_of(found, request)
    context = {
        **_below(request, grant),
        "title": _("Entries"),
        "form": form,
        "page": page,
        "rows": entries.with_what_is_behind(page.rows, request.user),
    }
    return render(request, "trainees/grant_entries.html", context)


@requires("grants.view_commitment")
@require_safe
def grant_quiet(request: UserRequest, pk: int) -> HttpResponse:
    """Show open commitments on which nothing has happened for a number of days."""
    grant = get_object_or_404(Grant, pk=pk)
    form = QuietForm(request.GET if "days" in request.GET else None)
    days = form.cleaned_data["days"] if form.is_valid() else quiet.DAYS
    found = quiet.quiet_items(grant, days)
    context = {
        **_below(request, grant),
        "title": _("Commitments without activity"),
        "form": form,
        "days": days,
        "page": page_of(found.select_related("line", "commitment__cohort"), request),
    }
    return render(request, "trainees/grant_quiet.html", context)


def _trail(*below: Grant) -> list[dict[str, Any]]:
    """The list of grants, then the page of the one."""
    return [
        {"url": reverse("admin:grants_grant_changelist"), "label": _("Grants")},
        *[{"url": reverse("admin:grant_page", args=[g.pk]), "label": g.code} for g in below],
    ]


def _below(request: UserRequest, grant: Grant) -> dict[str, Any]:
    """What a page below that of a grant shows around it."""
    query = request.GET.copy()
    query.pop("before", None)
    return {
        **admin.site.each_context(request),
        "trail": _trail(grant),
        "grant": grant,
        "query": query.urlencode(),
    }
