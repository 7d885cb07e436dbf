"""The grant of a program: its page, every entry behind a number, promises that stand still."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.awards.models import Grant
from grants.awards.views.trails import grants
from grants.commitments.reports import idle_commitments
from ivi_training.guards.permissions import requires
from ivi_training.office.views import pages as office
from ivi_training.office.views.pages import Crumb
from ivi_training.pages.http import UserRequest
from ivi_training.pages.pagination import page_of
from trainees.insight.forms.grants import EntriesForm, IdleForm
from trainees.insight.reports import grant_entries as entries
from trainees.insight.reports.grant_pages import grant_page as read
from trainees.insight.views.dashboards import SEES_SMALL_COUNTS
from trainees.places.reports.programs import program_to_open


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
    return office.page(
        request,
        "trainees/insight/grant_page.html",
        title=page.grant.title,
        trail=[grants()],
        page=page,
        others=Grant.objects.exclude(pk=pk),
    )


@requires("grants.view_ledgerentry")
@require_safe
def grant_entries(request: UserRequest, pk: int) -> HttpResponse:
    """Show the entries of a grant, a category or a line, with what is behind each."""
    grant = get_object_or_404(Grant, pk=pk)
    form = EntriesForm(request.GET, grant=grant)
    found = entries.entries_of(grant, form.lines(), form.kind_asked())
    page = page_of(found, request)
    return office.page(
        request,
        "trainees/insight/grant_entries.html",
        title=_("Entries"),
        trail=_above(grant),
        grant=grant,
        query=office.query_without_page(request).urlencode(),
        filters=form,
        page=page,
        rows=entries.with_sources(page.rows, request.user),
    )


@requires("grants.view_commitment")
@require_safe
def grant_idle(request: UserRequest, pk: int) -> HttpResponse:
    """Show open commitments on which nothing has happened for a number of days."""
    grant = get_object_or_404(Grant, pk=pk)
    form = IdleForm(request.GET if "days" in request.GET else None)
    days = form.cleaned_data["days"] if form.is_valid() else idle_commitments.DAYS
    found = idle_commitments.idle_items(grant, days)
    return office.page(
        request,
        "trainees/insight/grant_idle.html",
        title=_("Commitments without activity"),
        trail=_above(grant),
        grant=grant,
        query=office.query_without_page(request).urlencode(),
        filters=form,
        days=days,
        page=page_of(found.select_related("line", "commitment__cohort"), request),
    )


def _above(grant: Grant) -> list[Crumb]:
    return [grants(), office.crumb(grant.code, "admin:grant_page", grant.pk)]
