"""Exchange rates inside the administration: written down, corrected by a later row, imported."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.rates.actions import exchange_rates
from grants.rates.actions.exchange_rates import Quote
from grants.rates.forms.exchange_rates import CorrectionForm, RateForm, RateSheetForm
from grants.rates.models import ExchangeRate
from ivi_training.accounts.models import User
from ivi_training.guards.permissions import requires
from ivi_training.office.views import acts, imports
from ivi_training.office.views import pages as office
from ivi_training.office.views.acts import Act, Route
from ivi_training.office.views.imports import Import
from ivi_training.pages.http import UserRequest

LIST = "admin:grants_exchangerate_changelist"
may_add = requires("grants.add_exchangerate")


def _keep(form: RateSheetForm, *, by: User) -> None:
    exchange_rates.record(list(form.quotes.values()), by=by)


def _record(_thing: None, *, by: User, **facts: Any) -> None:
    exchange_rates.record([Quote(**facts)], by=by)


_RECORD = Act(
    title=gettext_lazy("Add an exchange rate"),
    about=gettext_lazy(
        "As the bank announced it: the won of later expenditures are calculated with it."
    ),
    confirm=gettext_lazy("Save the rate"),
    form=RateForm,
    act=_record,
    said=gettext_lazy("The rate is saved."),
)
_CORRECT = Act(
    title=gettext_lazy("Correct an exchange rate"),
    confirm=gettext_lazy("Save the rate"),
    form=CorrectionForm,
    told=lambda rate: {"initial": {"per": rate.per, "rate": rate.rate}},
    act=exchange_rates.correct,
    said=gettext_lazy("The corrected rate is saved beside the wrong one."),
)
_IMPORT = Import(
    title=gettext_lazy("Import exchange rates"),
    about=gettext_lazy(
        "A table of what a bank announced, one rate in a row. A rate that is known already is "
        "refused: it is corrected on its own page."
    ),
    form=RateSheetForm,
    act=_keep,
    said=gettext_lazy("The rates are saved."),
    template="admin:rate_template",
    then=LIST,
    then_label=gettext_lazy("Exchange rates"),
)


@may_add
def rate_record(request: UserRequest) -> HttpResponse:
    return acts.take(request, _RECORD, None, _below_list())


@may_add
def rate_correct(request: UserRequest, pk: int) -> HttpResponse:
    rate = get_object_or_404(ExchangeRate.objects.valid(), pk=pk)
    return acts.take(request, _CORRECT, rate, _below_list())


@may_add
def rate_import(request: UserRequest) -> HttpResponse:
    """Take a table of rates, all or none."""
    return imports.take(request, _IMPORT)


@may_add
@require_safe
def rate_template(request: UserRequest) -> HttpResponse:  # noqa: ARG001 - checked above
    return imports.template(_IMPORT)


def _below_list() -> Route:
    return Route([office.crumb(_("Exchange rates"), LIST)])
