"""Conditions of offers: set for one person or for those ticked, and settled by a person."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.applying.views import application_acts
from trainees.applying.views.application_acts import ApplicationAct
from trainees.joining.actions import conditions, offers
from trainees.joining.actions.conditions import ConditionTerms
from trainees.joining.forms.conditions import ConditionForm, SettleForm
from trainees.joining.models import Condition
from trainees.joining.statuses import ConditionStatus
from trainees.office.forms.boards import ConditionsForm
from trainees.office.views import boards
from trainees.screening.actions import screening
from trainees.screening.views.bulk_acts import BulkAct, counted, previewed
from trainees.selecting.actions import conditions as selecting_conditions


def _set(application: Application, *, terms: ConditionTerms, by: User) -> None:
    selecting_conditions.set_all([application], terms, by=by)


def _set_several(
    _cohort: Cohort, *, chosen: list[Application], terms: ConditionTerms, by: User
) -> int:
    return len(selecting_conditions.set_all(chosen, terms, by=by))


def _settle(condition: Condition, *, to: ConditionStatus, reason: str, by: User) -> None:
    if to == ConditionStatus.MISSED:
        offers.lapse(condition, by=by, reason=reason)
    else:
        conditions.settle(condition, to, by=by, reason=reason)


_SET = ApplicationAct(
    title=_("Set a condition"),
    form=ConditionForm,
    reads=lambda form: {"terms": form.terms()},
    act=_set,
    said=_("The condition is set."),
)
_SET_SEVERAL = BulkAct(
    title=_("Set a condition"),
    form=ConditionsForm,
    reads=lambda form: {"chosen": form.chosen, "terms": form.terms()},
    preview=previewed(lambda chosen, **_: screening.preview_conditions(chosen)),
    act=_set_several,
    said=counted(ngettext_lazy("%d condition set.", "Conditions set for %d applications.")),
)
_SETTLE = ApplicationAct(
    title=_("Settle the condition"),
    form=SettleForm,
    told=lambda condition: {"condition": condition},
    act=_settle,
    said=_("The condition is settled."),
)


@requires("trainees.change_offer")
def condition_set(request: UserRequest, pk: int) -> HttpResponse:
    """Set a condition for one person: before the offer is made, or while it waits."""
    submitted = Application.objects.received()
    related = submitted.select_related("applicant__user", "call", "cohort__program")
    application = get_object_or_404(related, pk=pk)
    return application_acts.take(request, _SET, application, application)


@requires("trainees.change_offer")
@require_POST
def cohort_conditions(request: UserRequest, pk: int) -> HttpResponse:
    """Set one condition for everybody ticked who is to be selected or has an offer to answer."""
    return boards.take(request, _SET_SEVERAL, pk, "conditions")


@requires("trainees.change_offer")
def condition_settle(request: UserRequest, pk: int) -> HttpResponse:
    """Record that a condition is met or waived; past its due date also that the place ends."""
    related = Condition.objects.select_related(
        "application__applicant__user", "application__call", "application__cohort",
        "offer__place__cohort", "offer__commitment",
    )  # fmt: skip
    condition = get_object_or_404(related, pk=pk)
    return application_acts.take(request, _SETTLE, condition, condition.application)
