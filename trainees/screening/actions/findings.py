"""Findings of screening: eligible or not, for many at once, kept together as a step."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.screening.emails import screening as emails
from trainees.screening.models import ScreenedApplication, ScreeningStep
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import decisions


@transaction.atomic
def mark_eligible(applications: Sequence[Application], *, by: User) -> None:
    """Pass screening, all or none."""
    programs.lock_all(application.cohort.program_id for application in applications)
    Application.move_all(applications, ApplicationStatus.ELIGIBLE, by=by)
    _record_steps(applications, is_eligible=True, made_by=by)


@transaction.atomic
def mark_ineligible(
    applications: Sequence[Application], *, reason: IneligibleReason, note: str, by: User
) -> None:
    """Refuse at screening: by a person, with a reason; the applicants are told.

    What the committee had staged for them is taken back.
    """
    programs.lock_all(application.cohort.program_id for application in applications)
    text = f"{reason.label}: {note}" if note else str(reason.label)
    decisions.unstage(applications, by=by, why=text)
    Application.move_all(applications, ApplicationStatus.INELIGIBLE, by=by, reason=text)
    steps = _record_steps(applications, is_eligible=False, reason=reason, note=note, made_by=by)
    for step, screened in steps:
        emails.found_ineligible(step, screened)


def _record_steps(
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
