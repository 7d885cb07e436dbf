"""Exchange rates inside the administration: written down, corrected by a later row, imported."""

from typing import Any

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants.actions import exchange_rates
from grants.actions.exchange_rates import Quote
from grants.forms.exchange_rates import CorrectionForm, RateForm, RateSheetForm
from grants.models import ExchangeRate
from grants.views import imports
from grants.views.imports import Import
from ivi_training.http import UserRequest
from ivi_training.models import User
from ivi_training.permissions import requires

LIST = "admin:grants_exchangerate_changelist"
may_add = requires("grants.add_exchangerate")


def _keep(form: RateSheetForm, *, by: User) -> None:
    exchange_rates.record(list(form.quotes.values()), by=by)


_IMPORT = Import(
    title=gettext_lazy("Import exchange rates"),
    about=gettext_lazy(
        "A table of what a bank announced, one rate in a row. A rate that is known already is "
        "refused: it is corrected on its own page."
    ),
    form=RateSheetForm,
    act=_keep,
    said=gettext_lazy("The rates are kept."),
    template="admin:rate_template",
    then=LIST,
    then_label=gettext_lazy("Exchange rates"),
)


@may_add
def rate_record(request: UserRequest) -> HttpResponse:
    """Write down one rate."""
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        exchange_rates.record([Quote(**form.cleaned_data)], by=request.user)
        messages.success(request, _("The rate is kept."))
        return redirect(LIST)
    about = _("As the bank announced it: later expenditures are reckoned with it.")
    return _page(request, _("Add an exchange rate"), about, form)


@may_add
def rate_correct(request: UserRequest, pk: int) -> HttpResponse:
    """Put another rate in the place of a wrong one."""
    rate = get_object_or_404(ExchangeRate.objects.valid(), pk=pk)
    form = CorrectionForm(request.POST or None, initial={"per": rate.per, "rate": rate.rate})
    if request.method == "POST" and form.is_valid():
        exchange_rates.correct(rate, by=request.user, **form.cleaned_data)
        messages.success(request, _("The corrected rate is kept beside the wrong one."))
        return redirect(LIST)
    return _page(request, _("Correct an exchange rate"), str(rate), form)


@may_add
def rate_import(request: UserRequest) -> HttpResponse:
    """Take a table of rates, all or none."""
    return imports.take(request, _IMPORT)


@may_add
@require_safe
def rate_template(request: UserRequest) -> HttpResponse:  # noqa: ARG001 - checked above
    """Save the table to fill in."""
    return imports.template(_IMPORT)


def _page(request: UserRequest, title: str, about: str, form: Form) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": title,
        "about": about,
        "form": form,
        "back": reverse(LIST),
        "trail": [{"url": reverse(LIST), "label": _("Exchange rates")}],
    }
    return render(request, "grants/rate_form.html", context, status=422 if form.errors else 200)
