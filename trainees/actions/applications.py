"""Applications: drafted, submitted once, screened by a person, withdrawn; nothing is lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import programs
from courses.actions import setup as setups
from courses.models import Stream
from ivi_training.models import User
from trainees import emails
from trainees.actions import (
    answers,
    decisions,
    drafts,
    eligibility,
    endorsements,
    enrolments,
    offers,
    online,
    organisations,
    steps,
    streams,
)
from trainees.actions.steps import Gap
from trainees.errors import (
    ApplicationIncomplete,
    ApplicationsClosed,
    StreamDecided,
)
from trainees.models import (
    Application,
    Organisation,
    ScreenedApplication,
    ScreeningStep,
)
from trainees.statuses import (
    LIVE_ENROLMENTS,
    ApplicationStatus,
    IneligibleReason,
    OfferStatus,
)


@transaction.atomic
def submit(
    application: Application, *, by: User, arrived_at: datetime | None = None, zone: str = ""
) -> None:
    """Hand the draft in, as `hand_in` does; refused where something is missing, naming what."""
    missing = hand_in(application, by=by, arrived_at=arrived_at, zone=zone)
    if missing:
        raise ApplicationIncomplete(
            _("Please complete these first, then submit again."),
            then=[gap.label for gap in missing],
        )


@transaction.atomic(savepoint=False)
def hand_in(
    application: Application, *, by: User, arrived_at: datetime | None = None, zone: str = ""
) -> list[Gap]:
    """Freeze the draft's facts, number it, send the receipt; or say what is missing.

    The receipt shows the clock of the `zone` in which the button was pressed, where it is known.

    Refused when the call had closed by the clock before the request arrived. A second press of
    the button finds the application submitted and changes nothing.
    """
    programs.lock(application.cohort.program_id)
    read = application.version
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.refresh_from_db(fields=["status", "version"], from_queryset=held)
    if application.status == ApplicationStatus.SUBMITTED:
        return []
    if application.version != read:
        raise drafts.stale()
    if not application.is_in_time(arrived_at or timezone.now()):
        raise ApplicationsClosed(
            _(
                "The call closed while your draft was open. Your draft is kept, but it cannot be "
                "submitted any more."
            ),
        )
    setup = setups.of(application.call_id)
    answers.follow(application, setup)
    filled = answers.read(application, setup)
    missing = steps.gaps(application, filled)
    if missing:
        return missing
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
    return []


def organisation_of(application: Application) -> Organisation:
    """The employer as an entity, found by any of its names."""
    name = application.employer_name.strip()
    return organisations.of_employer(name, application.employer_country, application.employer_kind)


@transaction.atomic
def find_eligible(applications: Sequence[Application], *, by: User) -> None:
    """Pass screening, all or none."""
    programs.lock_all(application.cohort.program_id for application in applications)
    Application.move_all(applications, ApplicationStatus.ELIGIBLE, by=by)
    _keep_steps(applications, is_eligible=True, made_by=by)


@transaction.atomic
def find_ineligible(
    applications: Sequence[Application], *, reason: IneligibleReason, note: str, by: User
) -> None:
    """Refuse at screening: by a person, with a reason; the applicants are told.

    What the committee had staged for them is taken back.
    """
    programs.lock_all(application.cohort.program_id for application in applications)
    text = f"{reason.label}: {note}" if note else str(reason.label)
    decisions.unstage(applications, by=by, why=text)
    Application.move_all(applications, ApplicationStatus.INELIGIBLE, by=by, reason=text)
    steps = _keep_steps(applications, is_eligible=False, reason=reason, note=note, made_by=by)
    for step, screened in steps:
        emails.found_ineligible(step, screened)


def _keep_steps(
    applications: Sequence[Application], **facts: Any
) -> list[tuple[ScreeningStep, list[Application]]]:
    """Keep what was done together, a step for each cohort, so that it can be taken back."""
    by_cohort: dict[int, list[Application]] = {}
    for application in applications:
        by_cohort.setdefault(application.cohort_id, []).append(application)
    steps = ScreeningStep.objects.bulk_create(
        ScreeningStep(cohort_id=cohort, **facts) for cohort in by_cohort
    )
    made = list(zip(steps, by_cohort.values(), strict=True))
    ScreenedApplication.objects.bulk_create(
        ScreenedApplication(step=step, application=application)
        for step, screened in made
        for application in screened
    )
    return made


@transaction.atomic
def decide_stream(application: Application, stream: Stream, *, by: User, reason: str) -> None:
    """Set the stream that the rules left to a person; kept with who and why.

    Refused where a stream stands already: places and offers follow from it.
    """
    programs.lock(application.cohort.program_id)
    application.refresh_from_db(fields=["stream"])
    if application.stream_id is not None:
        raise StreamDecided(_("It is “%(stream)s”.") % {"stream": application.stream})
    application.stream = stream
    application.stream_inputs |= {"stream": stream.code, "by": by.email, "reason": reason}
    application.save(update_fields=["stream", "stream_inputs"])
    application.waiting_entries.waiting().update(stream=stream)
    eligibility.check([application])


@transaction.atomic
def withdraw(application: Application, *, by: User, reason: str = "") -> None:
    """Take the application back; an offer or an enrolment, online too, ends with it."""
    programs.lock(application.cohort.program_id)
    decisions.unstage([application], by=by, why=reason or "withdrawn")
    for enrolment in application.enrolments.filter(status__in=LIVE_ENROLMENTS):
        enrolments.withdraw(enrolment, by=by, reason=reason)
    for offer in application.offers.filter(status=OfferStatus.SENT):
        if offer.is_open:
            offers.decline(offer, by=by, reason=reason)
        else:
            offers.expire(offer)
    online.leave(application, by=by)
    was_submitted = application.submitted_at is not None
    application.move(ApplicationStatus.WITHDRAWN, by=by, reason=reason)
    # Now that the move holds the application, nobody signs any more.
    endorsements.end(application, by=by)
    if was_submitted:
        emails.application_withdrawn(application)
