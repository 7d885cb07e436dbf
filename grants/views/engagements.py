"""Fees and consultations: entered on a grant, closed when all is paid, or cancelled."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.actions import engagements
from grants.forms.engagements import ConsultationForm, FeeForm
from grants.forms.steps import WhyForm
from grants.models import Engagement, Grant
from grants.views import previews
from grants.views.previews import Step
from ivi_training.http import UserRequest
from ivi_training.permissions import requires

_FEE = Step(
    title=_("New faculty fee"),
    about=_(
        "The fee is the rate of the first day times the number. It is held back on the line until "
        "the bill that names this commitment is approved."
    ),
    confirm=_("Commit it"),
    form=FeeForm,
    preview=engagements.preview,
    act=engagements.engage,
    said=_("The fee is committed."),
)
_CONSULTATION = Step(
    title=_("New consultation"),
    about=_(
        "What the consultation of a company may cost: a consultant's fee by the same rates, "
        "travel, other costs. Leave empty what is not paid."
    ),
    confirm=_("Commit it"),
    form=ConsultationForm,
    preview=engagements.preview,
    act=engagements.engage,
    said=_("The consultation is committed."),
)
_CLOSE = Step(
    title=_("Close: all bills are in"),
    about=_("What is still open goes back to its line. What was spent stays spent."),
    confirm=_("Close it"),
    form=WhyForm,
    preview=engagements.preview_end,
    act=engagements.close,
    said=_("Closed: what was not needed is available again."),
)
_CANCEL = Step(
    title=_("Cancel: it does not take place"),
    about=_(
        "What is still open goes back to its line. What was spent on it already is asked back, "
        "under “Recoveries”."
    ),
    confirm=_("Cancel it"),
    form=WhyForm,
    preview=engagements.preview_end,
    act=engagements.cancel,
    said=_("Cancelled: the money is available again."),
)


@requires("grants.add_engagement")
def fee_commit(request: UserRequest, pk: int) -> HttpResponse:
    """Commit the fee of a faculty member."""
    return _on_grant(request, _FEE, pk)


@requires("grants.add_engagement")
def consultation_commit(request: UserRequest, pk: int) -> HttpResponse:
    """Commit what the consultation of a company may cost."""
    return _on_grant(request, _CONSULTATION, pk)


@requires("grants.change_engagement")
def engagement_close(request: UserRequest, pk: int) -> HttpResponse:
    """Give back what was not needed."""
    return _end(request, _CLOSE, pk)


@requires("grants.change_engagement")
def engagement_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Give everything back: it does not take place."""
    return _end(request, _CANCEL, pk)


def _on_grant(request: UserRequest, step: Step, pk: int) -> HttpResponse:
    grant = get_object_or_404(Grant, pk=pk)
    back = f"{reverse('admin:grants_engagement_changelist')}?commitment__grant__id__exact={pk}"
    return previews.take(request, step, grant, grant, back=back)


def _end(request: UserRequest, step: Step, pk: int) -> HttpResponse:
    found = Engagement.objects.select_related("commitment__grant")
    engagement = get_object_or_404(found, pk=pk)
    back = reverse("admin:grants_engagement_change", args=[pk])
    return previews.take(request, step, engagement, engagement.commitment.grant, back=back)
