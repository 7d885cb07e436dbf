"""Acts on one application inside the administration."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest
from trainees.applying.forms.reasons import ReasonForm
from trainees.applying.models import Application
from trainees.applying.views.application_acts import ApplicationAct, take
from trainees.joining.actions import enrolments, offers
from trainees.joining.forms.enrolments import EndForm
from trainees.joining.forms.offers import OfferExtensionForm
from trainees.joining.models import Enrolment, Offer
from trainees.screening.actions import stream_decisions
from trainees.screening.forms.screening import StreamForm
from trainees.selecting.actions import appeals
from trainees.selecting.forms.appeals import AppealDecisionForm
from trainees.selecting.models import Appeal

_STREAM = ApplicationAct(
    title=_("Decide the stream"),
    form=StreamForm,
    told=lambda application: {"program": application.cohort.program},
    act=stream_decisions.decide,
    said=_("The stream is decided."),
)
_RESCIND = ApplicationAct(
    title=_("Take the offer back"),
    form=ReasonForm,
    act=offers.rescind,
    said=_("The offer is taken back; its place and money are free."),
)
_EXTEND = ApplicationAct(
    title=_("Give more time"),
    form=OfferExtensionForm,
    told=lambda offer: {"offer": offer},
    act=offers.extend,
    said=_("The deadline is moved and the applicant is told."),
)
_END = ApplicationAct(
    title=_("End the enrolment"),
    form=EndForm,
    act=enrolments.end,
    said=_("The enrolment is ended; its place and money are free."),
)
_APPEAL = ApplicationAct(
    title=_("Look at a result again"),
    form=AppealDecisionForm,
    act=appeals.decide,
    said=_("The request is decided and the applicant is told."),
)


@requires("trainees.screen_application")
def stream_decide(request: UserRequest, pk: int) -> HttpResponse:
    submitted = Application.objects.received()
    submitted = submitted.select_related("applicant", "cohort__program", "call")
    application = get_object_or_404(submitted, pk=pk)
    return take(request, _STREAM, application, application)


@requires("trainees.change_offer")
def offer_rescind(request: UserRequest, pk: int) -> HttpResponse:
    """Take an offer back; the applicant is told why."""
    related = Offer.objects.select_related(
        "application__applicant__user",
        "application__call__program",
        "application__cohort",
        "place__cohort",
        "commitment",
    )
    offer = get_object_or_404(related, pk=pk)
    return take(request, _RESCIND, offer, offer.application)


@requires("trainees.change_offer")
def offer_extend(request: UserRequest, pk: int) -> HttpResponse:
    related = Offer.objects.select_related(
        "application__applicant__user", "application__call", "application__cohort", "place__cohort"
    )
    offer = get_object_or_404(related, pk=pk)
    return take(request, _EXTEND, offer, offer.application)


@requires("trainees.change_offer")
def enrolment_end(request: UserRequest, pk: int) -> HttpResponse:
    """End an enrolment before the course; its place goes to the waiting list."""
    related = Enrolment.objects.select_related(
        "offer__place",
        "offer__commitment",
        "application__applicant",
        "application__call",
        "application__cohort",
    )
    enrolment = get_object_or_404(related, pk=pk)
    return take(request, _END, enrolment, enrolment.application)


@requires("trainees.decide_application")
def appeal_decide(request: UserRequest, pk: int) -> HttpResponse:
    related = Appeal.objects.select_related(
        "application__applicant__user", "application__call", "application__cohort"
    )
    appeal = get_object_or_404(related, pk=pk)
    return take(request, _APPEAL, appeal, appeal.application, text=appeal.text)
