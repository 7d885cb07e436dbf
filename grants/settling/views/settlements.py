"""Settlement reports: a draft at any day, what was submitted and stays, whether a file is one."""

from datetime import date
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from grants.awards.models import Grant
from grants.awards.views.trails import below, of_grant
from grants.ledger.actions.balances import BalanceChange
from grants.ledger.views.balances import preview_balances
from grants.settling import documents
from grants.settling.actions import settlements
from grants.settling.forms.settlements import CheckForm, SubmitForm, UntilForm
from grants.settling.models import SettlementFile, SettlementReport
from grants.settling.models.settlement_contents import Settlement
from ivi_training.files.views.files import attachment
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest


def _preview(grant: Grant, *, until: date, note: str) -> list[BalanceChange]:
    del note
    settlement = settlements.preview(grant, until=until)
    lines = [BalanceChange(f"{x.code} {x.name}", x.budgeted, x.spent) for x in settlement.lines]
    total = settlement.total
    return [*lines, BalanceChange(str(_("Total")), total.budgeted, total.spent)]


_SUBMIT = Act(
    title=_("Submit the settlement report"),
    about=_(
        "The report is frozen with its spreadsheet and PDF in English and Korean, and with a "
        "digest that tells whether a copy is unchanged. A later one is the next version."
    ),
    confirm=_("Submit it"),
    form=SubmitForm,
    preview=preview_balances(_preview, (_("Budgeted"), _("Spent"))),
    act=settlements.submit,
    said=_("The report is submitted and can no longer change."),
)


@requires("grants.view_settlementreport")
@require_safe
def settlement_list(request: UserRequest, pk: int) -> HttpResponse:
    """Show the settlement as it stands on a day, and what was submitted before."""
    grant = get_object_or_404(Grant, pk=pk)
    form = UntilForm(request.GET if "until" in request.GET else None)
    settlement = settlements.draw_up(grant, form.day())
    return office.page(
        request,
        "grants/settling/settlement_list.html",
        trail=of_grant(grant),
        grant=grant,
        title=_("Settlement report 정산보고서"),
        filters=form,
        **_tables(settlement),
        reports=grant.settlement_reports.select_related("submitted_by"),
    )


@requires("grants.view_settlementreport")
@require_safe
def settlement_draft(request: UserRequest, pk: int, kind: str) -> FileResponse:
    """Hand out the draft of a day as a spreadsheet or PDF in the reader's language."""
    grant = get_object_or_404(Grant, pk=pk)
    settlement = settlements.draw_up(grant, UntilForm(request.GET).day())
    file = settlements.file_of(settlement, kind, get_language() or "en")
    return FileResponse(file, as_attachment=True, content_type=file.content_type)


@requires("grants.add_settlementreport")
@reauthentication_required
def settlement_submit(request: UserRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    return acts.take(request, _SUBMIT, grant, below(grant, "admin:settlement_list"))


@requires("grants.view_settlementreport")
@require_safe
def settlement_detail(request: UserRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(SettlementReport.objects.select_related("grant"), pk=pk)
    return office.page(
        request,
        "grants/settling/settlement_detail.html",
        trail=of_grant(report.grant),
        grant=report.grant,
        title=_("Settlement report, version %(n)s") % {"n": report.version},
        report=report,
        **_tables(report.settlement),
        files=report.files.all(),
    )


@requires("grants.view_settlementreport")
@require_safe
def settlement_file(request: UserRequest, pk: int) -> FileResponse:  # noqa: ARG001 - checked above
    return attachment(get_object_or_404(SettlementFile, pk=pk))


@requires("grants.view_settlementreport")
def settlement_check(request: UserRequest) -> HttpResponse:
    """Say of which submitted report a file is an unchanged copy, if of any."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    digest = form.digest() if form.is_valid() else None
    known = SettlementFile.objects.filter(sha256=digest).select_related("report__grant")
    return office.page(
        request,
        "grants/settling/settlement_check.html",
        title=_("Is this a submitted report?"),
        form=form,
        digest=digest,
        known=known.first() if digest else None,
    )


def _tables(settlement: Settlement) -> dict[str, Any]:
    """What `grants/settling/settlement_table.html` shows."""
    return {
        "settlement": settlement,
        "sources": documents.sources_of(settlement),
        "cash": documents.cash_of(settlement),
    }
