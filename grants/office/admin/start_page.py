"""What waits for finance people on their start page."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants.awards.models import Deadline, Overrun, PeriodReopening
from grants.budgets.models import Transfer
from grants.spending.models import Expenditure
from grants.spending.statuses import ExpenditureStatus
from ivi_training.accounts.models import User
from ivi_training.office.admin.site import MONEY, WorkItem, register_page, register_work

SOON = 30  # days

# Whose step it is once an expenditure is approved: the right, its status, and what to do.
AFTER_APPROVAL = [
    (
        "grants.pay_expenditure",
        ExpenditureStatus.APPROVED,
        _("Expenditures to pay"),
        _("Approved: pay them, then record the day and the method."),
    ),
    (
        "grants.settle_expenditure",
        ExpenditureStatus.PAID,
        _("Expenditures to settle"),
        _("Paid: settle them, or say what the funder does not recognise."),
    ),
]

register_page(
    MONEY, _("Expenditures"), "grants:expenditure_list", permission="grants.view_expenditure"
)


@register_work
def expenditures(user: User) -> Iterator[WorkItem]:
    """Expenditures to approve, and one's own drafts."""
    if user.has_perm("grants.approve_expenditure"):
        yield WorkItem(
            _("Expenditures to approve"),
            Expenditure.objects.waiting_for(user).count(),
            reverse("grants:expenditure_list", query={"mine": "on"}, fragment="expenditures"),
            _("Look at the evidence, then approve or send back."),
        )
    if user.has_perm("grants.add_expenditure"):
        yield WorkItem(
            _("Your drafts of expenditures"),
            Expenditure.objects.filter(recorded_by=user, status=ExpenditureStatus.DRAFT).count(),
            reverse("grants:expenditure_list", query={"status": "draft"}, fragment="expenditures"),
            _("Sent back, imported or begun: complete and submit them."),
        )


@register_work
def reopenings(user: User) -> Iterator[WorkItem]:
    if user.has_perm("grants.reopen_accountingperiod"):
        asked = PeriodReopening.objects.waiting().exclude(asked_by=user)
        first = asked.select_related("period").last()
        if first is not None:
            yield WorkItem(
                _("Periods to reopen"),
                asked.count(),
                reverse("admin:period_list", args=[first.period.grant_id]),
                _("Look at the reason, then agree or refuse."),
            )


@register_work
def budget_changes(user: User) -> Iterator[WorkItem]:
    asked: list[Transfer | Overrun] = []
    if user.has_perm("grants.decide_transfer"):
        asked += Transfer.objects.waiting_for(user).select_related("from_line")
    if user.has_perm("grants.approve_overrun"):
        asked += Overrun.objects.waiting().exclude(asked_by=user).select_related("line")
    if asked:
        line = asked[0].from_line if isinstance(asked[0], Transfer) else asked[0].line
        yield WorkItem(
            _("Transfers and overruns to decide"),
            len(asked),
            reverse("admin:transfer_list", args=[line.grant_id]),
            _("Look at the reason and at both lines, then approve or refuse."),
        )


@register_work
def payments(user: User) -> Iterator[WorkItem]:
    for right, status, label, hint in AFTER_APPROVAL:
        if user.has_perm(right):
            yield WorkItem(
                label,
                Expenditure.objects.filter(status=status).count(),
                reverse(
                    "grants:expenditure_list", query={"status": status}, fragment="expenditures"
                ),
                hint,
            )


@register_work
def deadlines(user: User) -> Iterator[WorkItem]:
    """What falls due for a funder, for those who can say that it is done."""
    if not user.has_perm("grants.change_deadline"):
        return
    still = Deadline.objects.filter(done_at__isnull=True).select_related("grant")
    last = timezone.localdate() + timedelta(days=SOON)
    soon = sorted((one for one in still if one.due_on <= last), key=lambda one: one.due_on)
    if soon:
        yield WorkItem(
            _("Deadlines of funders, overdue or near"),
            len(soon),
            reverse("admin:grant_page", args=[soon[0].grant_id]),
            _("The page opens on the first; mark there what is done."),
        )
