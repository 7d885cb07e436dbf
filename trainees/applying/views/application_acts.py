"""Acts on one application: their page shows whose it is and where it stands."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from ivi_training.office.views import acts
from ivi_training.office.views.acts import Act
from ivi_training.pages.http import UserRequest
from trainees.applying.models import Application
from trainees.applying.views import trails


@dataclass(frozen=True)
class ApplicationAct(Act):
    """An act whose page shows the applicant and the status above it."""

    template: str = "trainees/applying/application_act.html"


def take(
    request: UserRequest, act: Act, thing: Any, application: Application, **context: Any
) -> HttpResponse:
    return acts.take(
        request, act, thing, trails.on(application), application=application, **context
    )
