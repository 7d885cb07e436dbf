"""What waits for finance people on their start page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models import Expenditure, PeriodReopening
from grants.statuses import ExpenditureStatus
from ivi_training.admin.site import MONEY, WorkItem, register_page, register_work
from ivi_training.models import User

register_page(
    MONEY, _("Expenditures"), "grants:expenditure_list", permission="grants.view_expenditure"
)


@register_work
def expenditures(user: User) -> Iterator[WorkItem]:
    """Expenditures to approve, and one's own that were sent back."""
    if user.has_perm("grants.approve_expenditure"):
        yield WorkItem(
            _("Expenditures to approve"),
            Expenditure.objects.waiting_for(user).count(),
            reverse("grants:expenditure_list"),
            _("Look at the evidence, then approve or send back."),
        )
    if user.has_perm("grants.add_expenditure"):
        yield WorkItem(
            _("Expenditures sent back to you"),
            Expenditure.objects.filter(recorded_by=user, status=ExpenditureStatus.DRAFT).count(),
            reverse("grants:expenditure_list"),
            _("Correct them and hand them in again."),
        )


@register_work
def reopenings(user: User) -> Iterator[WorkItem]:
    """Closed periods that somebody else would like to reopen."""
    if user.has_perm("grants.reopen_accountingperiod"):
        asked = PeriodReopening.objects.filter(agreed_at__isnull=True).exclude(asked_by=user)
        first = asked.select_related("period").last()
        if first is not None:
            yield WorkItem(
                _("Periods to reopen"),
                asked.count(),
                reverse("admin:period_list", args=[first.period.grant_id]),
                _("Look at the reason, then agree or leave the period closed."),
            )
