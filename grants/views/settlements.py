"""Settlement reports: a draft at any day, what was submitted and stays, whether a file is one."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants import documents
from grants.actions import settlements
from grants.actions.effects import Effect
from grants.forms.settlements import CheckForm, SubmitForm, UntilForm
from grants.models import Grant, SettlementFile, SettlementReport
from grants.models.settlement_contents import Settlement
from grants.views import previews
from grants.views.previews import Step, in_grant
from ivi_training.http import UserRequest
from ivi_training.permissions import requires
from ivi_training.views.files import attachment


def _preview(grant: Grant, *, until: date, note: str) -> list[Effect]:
    del note
    settlement = settlements.preview(grant, until=until)
    lines = [Effect(f"{x.code} {x.name}", x.budgeted, x.spent) for x in settlement.lines]
    total = settlement.total
    return [*lines, Effect(str(_("Total")), total.budgeted, total.spent)]


_SUBMIT = Step(
    title=_("Submit the settlement report"),
    about=_(
        "The report is frozen with its spreadsheet and PDF in English and Korean, and with a "
        "digest that tells whether a copy is unchanged. A later one is the next version."
    ),
    confirm=_("Submit it"),
    form=SubmitForm,
    preview=_preview,
    act=settlements.submit,
    said=_("The report is submitted and can no longer change."),
    columns=(_("Budgeted"), _("Spent")),
    then="admin:settlement_list",
)


@requires("grants.view_settlementreport")
@require_safe
def settlement_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the settlement as it stands on a day, and what was submitted before."""
    grant = get_object_or_404(Grant, pk=pk)
    form = UntilForm(request.GET if "until" in request.GET else None)
    settlement = settlements.draw_up(grant, form.day())
    context = {
        **admin.site.each_context(request),
        **in_grant(grant),
        "title": _("Settlement report 정산보고서"),
        "form": form,
        **_tables(settlement),
        "reports": grant.settlement_reports.select_related("submitted_by"),
    }
    return render(request, "grants/settlement_list.html", context)


@requires("grants.view_settlementreport")
@require_safe
def settlement_draft(request: UserRequest, pk: int, kind: str) -> FileResponse:
    """Hand out the draft of a day as a spreadsheet or PDF in the reader's language."""
    grant = get_object_or_404(Grant, pk=pk)
    settlement = settlements.draw_up(grant, UntilForm(request.GET).day())
    file = settlements.file_of(settlement, kind, get_language() or "en")
    return FileResponse(file, as_attachment=True, content_type=file.content_type)


@requires("grants.add_settlementreport")
def settlement_submit(request: UserRequest, pk: int) -> HttpResponse:
    """Freeze the report after a look at its lines."""
    grant = get_object_or_404(Grant, pk=pk)
    return previews.take(request, _SUBMIT, grant, grant)


@requires("grants.view_settlementreport")
@require_safe
def settlement_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show a submitted report as it was then."""
    report = get_object_or_404(SettlementReport.objects.select_related("grant"), pk=pk)
    context = {
        **admin.site.each_context(request),
        **in_grant(report.grant),
        "title": _("Settlement report, version %(n)s") % {"n": report.version},
        "report": report,
        **_tables(report.settlement),
        "files": report.files.all(),
    }
    return render(request, "grants/settlement_detail.html", context)


@requires("grants.view_settlementreport")
@require_safe
def settlement_file(request: UserRequest, pk: int) -> FileResponse:  # noqa: ARG001 - checked above
    """Save a file of a submitted report."""
    return attachment(get_object_or_404(SettlementFile, pk=pk))


@requires("grants.view_settlementreport")
def settlement_check(request: UserRequest) -> HttpResponse:
    """Say of which submitted report a file is an unchanged copy, if of any."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    digest = form.digest() if form.is_valid() else None
    known = SettlementFile.objects.filter(sha256=digest).select_related("report__grant")
    context = {
        **admin.site.each_context(request),
        "title": _("Is this a submitted report?"),
        "form": form,
        "digest": digest,
        "known": known.first() if digest else None,
    }
    return render(
        request, "grants/settlement_check.html", context, status=422 if form.errors else 200
    )


def _tables(settlement: Settlement) -> dict[str, Any]:
    """What `grants/settlement_table.html` shows."""
    return {
        "settlement": settlement,
        "sources": documents.sources_of(settlement),
        "cash": documents.cash_of(settlement),
    }
