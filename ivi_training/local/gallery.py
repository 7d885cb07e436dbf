"""Every component on one page, for whoever builds the next page; served in development only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ivi_training.guards.permissions import public
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from ivi_training.pages.forms.layout import helper

MOMENT = datetime(2025, 6, 22, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    name: str
    used: int
    ceiling: int


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Name"), help_text=_("As in the passport."))
    employer = forms.CharField(label=_("Employer"), required=False)
    stream = forms.ChoiceField(label=_("Stream"), choices=[("lmic", "LMIC"), ("korea", "Korea")])
    motive = forms.CharField(label=_("Why this course?"), widget=forms.Textarea)
    evidence = forms.FileField(label=_("Evidence"), required=False)
    agrees = forms.BooleanField(label=_("I have read the conditions."))
    modality = forms.ChoiceField(
        label=_("Modality"),
        choices=[("on_site", _("In person")), ("online", _("Online"))],
        widget=forms.RadioSelect,
    )

    helper = helper("name", "employer", "stream", "motive", "evidence", "modality", "agrees")


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    for level in (messages.INFO, messages.SUCCESS, messages.WARNING, messages.ERROR):
        messages.add_message(request, level, _("A message to the reader."))
    return render(request, "gallery.html", _samples())


def _samples() -> dict[str, Any]:
    lines = [
        Line("LMIC", 336, 300),
        Line("Korea", 74, 150),
        Line("Viet Nam", 18, 40),
    ]
    chart = {
        "labels": [line.name for line in lines],
        "series": [
            {"label": str(_("Enrolled")), "values": [line.used for line in lines]},
            {"label": str(_("Ceiling")), "values": [line.ceiling for line in lines], "color": 6},
        ],
    }
    return {
        "moment": MOMENT,
        "lines": lines,
        "chart": chart,
        "emails": [OutgoingEmail(status=status) for status in EmailStatus],
        "form": SampleForm({"employer": "Institut Pasteur de Dakar", "stream": "lmic"}),
        "page": Paginator(range(95), 10).page(4),
    }
