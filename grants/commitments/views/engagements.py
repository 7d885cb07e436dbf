"""Fees and consultations: entered on a grant, closed when all is paid, or cancelled."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.awards.forms.acts import WhyForm
from grants.awards.models import Grant
from grants.awards.views.trails import below
from grants.commitments.actions import engagements
from grants.commitments.forms.engagements import ConsultationForm, FeeForm
from grants.commitments.models import Engagement
from grants.ledger.views.balances import preview_balances
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest

_FEE = Act(
    title=_("New faculty fee"),
    about=_(
        "The fee is the rate of the first day times the number. It is reserved on the line until "
        "the bill that names this commitment is approved."
    ),
    confirm=_("Commit it"),
    form=FeeForm,
    preview=preview_balances(engagements.preview),
    act=engagements.engage,
    said=_("The fee is committed."),
)
_CONSULTATION = Act(
    title=_("New consultation"),
    about=_(
        "What the consultation of a company may cost: a consultant's fee by the same rates, "
        "travel, other costs. Leave empty what is not paid."
    ),
    confirm=_("Commit it"),
    form=ConsultationForm,
    preview=preview_balances(engagements.preview),
    act=engagements.engage,
    said=_("The consultation is committed."),
)
_CLOSE = Act(
    title=_("Close: all bills are in"),
    about=_("What is still open goes back to its line. What was spent stays spent."),
    confirm=_("Close it"),
    form=WhyForm,
    preview=preview_balances(engagements.preview_end),
    act=engagements.close,
    said=_("Closed: what was not needed is available again."),
)
_CANCEL = Act(
    title=_("Cancel: it does not take place"),
    about=_(
        "What is still open goes back to its line. What was spent on it already is asked back, "
        "under “Recoveries”."
    ),
    confirm=_("Cancel it"),
    form=WhyForm,
    preview=preview_balances(engagements.preview_end),
    act=engagements.cancel,
    said=_("Cancelled: the money is available again."),
)


@requires("grants.add_engagement")
def fee_commit(request: UserRequest, pk: int) -> HttpResponse:
    return _on_grant(request, _FEE, pk)


@requires("grants.add_engagement")
def consultation_commit(request: UserRequest, pk: int) -> HttpResponse:
    return _on_grant(request, _CONSULTATION, pk)


@requires("grants.change_engagement")
def engagement_close(request: UserRequest, pk: int) -> HttpResponse:
    """Give back what was not needed."""
    return _end(request, _CLOSE, pk)


@requires("grants.change_engagement")
def engagement_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Give everything back: it does not take place."""
    return _end(request, _CANCEL, pk)


def _on_grant(request: UserRequest, act: Act, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    back = reverse("admin:grants_engagement_changelist", query={"commitment__grant__id__exact": pk})
    return acts.take(request, act, grant, below(grant, back=back))


def _end(request: UserRequest, act: Act, pk: int) -> HttpResponse:
    found = Engagement.objects.select_related("commitment__grant")
    engagement = get_object_or_404(found, pk=pk)
    back = reverse("admin:grants_engagement_change", args=[pk])
    return acts.take(request, act, engagement, below(engagement.commitment.grant, back=back))
