"""Submitting: a draft handed in once, with its facts frozen, or refused with what it lacks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import setup as setups
from courses.organisations.actions import organisations
from courses.organisations.models import Organisation
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.actions import answers, drafts, form_pages, streams
from trainees.applying.emails import applications as emails
from trainees.applying.errors import ApplicationIncomplete, ApplicationsClosed
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.screening.actions import eligibility


@transaction.atomic
def submit(
    application: Application, *, by: User, arrived_at: datetime | None = None, zone: str = ""
) -> None:
    """Hand the draft in: freeze its facts, number it, send the receipt.

    The receipt shows the clock of the `zone` in which the button was pressed, where it is known.

    Refused when the call had closed by the clock before the request arrived, and where something
    is missing: the refusal carries the gaps. A second press of the button finds the application
    submitted and changes nothing.
    """
    programs.lock(application.cohort.program_id)
    read = application.version
    # Whoever presses the button twice, or saves in another tab, waits here for the first.
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.refresh_from_db(fields=["status", "version"], from_queryset=held)
    if application.status == ApplicationStatus.SUBMITTED:
        return
    if application.version != read:
        raise drafts.stale_draft()
    if not application.is_in_time(arrived_at or timezone.now()):
        raise ApplicationsClosed(
            _(
                "The call closed while your draft was open. Your draft is kept, but it cannot be "
                "submitted any more."
            ),
        )
    setup = setups.of(application.call_id)
    answers.bind_to_newest(application, setup)
    filled = answers.read(application, setup)
    missing = form_pages.gaps(application, filled)
    if missing:
        raise ApplicationIncomplete(
            _("Please complete these first, then submit again."), gaps=missing
        )
    answers.drop_hidden(application, filled)
    streams.derive(application, setup)
    application.move(
        ApplicationStatus.SUBMITTED,
        by=by,
        submitted_at=timezone.now(),
        reference=f"{application.call.code}-{application.pk:06d}",
        organisation=organisation_of(application),
        stream=application.stream,
        stream_inputs=application.stream_inputs,
        country=application.country,
        income_group=application.income_group,
        gender=application.gender,
    )
    eligibility.check_first(application, setup)
    emails.application_received(application, zone=zone)


def organisation_of(application: Application) -> Organisation:
    name = application.employer_name.strip()
    return organisations.of_employer(name, application.employer_country, application.employer_kind)
