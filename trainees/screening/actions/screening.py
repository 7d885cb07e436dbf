"""Steps on many applications: previewed, done as previewed, taken back while nobody knows."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models, transaction
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from ivi_training.outbox.models import OutgoingEmail
from ivi_training.outbox.statuses import EmailStatus
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.places.errors import ChangedMeanwhile
from trainees.reviewing.errors import NothingToUndo
from trainees.screening.actions import findings
from trainees.screening.emails import screening as emails
from trainees.screening.models import ScreenedApplication, ScreeningStep
from trainees.screening.statuses import IneligibleReason
from trainees.selecting.actions import conditions
from trainees.selecting.models import Decision


@dataclass(frozen=True)
class ExcludedApplication:
    """An application that the step cannot be taken for, and why."""

    application: Application
    why: str


@dataclass(frozen=True)
class BulkPreview:
    """Whom a step would act on, and whom not."""

    acting: list[Application]
    left_out: list[ExcludedApplication]

    @cached_property
    def digest(self) -> str:
        """What the preview showed, in one word: the step is refused if it would be another."""
        lines = "\n".join(f"{a.pk} {a.status} {a.stream_id}" for a in self.acting)
        return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True)
class ScreeningVerdict:
    """What a person found: not eligible where there is a reason, eligible where there is none."""

    reason: IneligibleReason | None = None
    note: str = ""


def screen(chosen: Sequence[Application], verdict: ScreeningVerdict, *, by: User) -> None:
    """Find the applications eligible, or not eligible for the reason; all or none."""
    if verdict.reason is None:
        findings.mark_eligible(chosen, by=by)
    else:
        findings.mark_ineligible(chosen, reason=verdict.reason, note=verdict.note, by=by)


def preview_move(chosen: Sequence[Application], to: ApplicationStatus) -> BulkPreview:
    """Check each application for the move to a status, or for a decision that leads there."""
    return _preview(
        chosen,
        lambda application: (
            ""
            if application.can_move(to)
            else _("It is “%(status)s”.") % {"status": application.get_status_display()}
        ),
    )


def preview_unstage(chosen: Sequence[Application]) -> BulkPreview:
    """Check each application for a decision that nobody has published yet."""
    staged = set(
        Decision.objects.staged()
        .filter(application__in=chosen)
        .values_list("application", flat=True)
    )
    return _preview(
        chosen,
        lambda application: "" if application.pk in staged else _("Nothing is staged for it."),
    )


def preview_conditions(chosen: Sequence[Application]) -> BulkPreview:
    """Check each application for a condition: to be selected, or with an offer to answer."""
    open_ = conditions.open_to(chosen)
    return _preview(
        chosen,
        lambda application: (
            ""
            if application.pk in open_
            else _("It is neither staged to be selected nor has an offer to answer.")
        ),
    )


def _preview(chosen: Sequence[Application], why_not: Callable[[Application], str]) -> BulkPreview:
    acting, left_out = [], []
    for application in sorted(chosen, key=lambda a: a.pk):
        why = why_not(application)
        if why:
            left_out.append(ExcludedApplication(application, why))
        else:
            acting.append(application)
    return BulkPreview(acting, left_out)


def require_unchanged(plan: BulkPreview, digest: str) -> None:
    """Refuse a confirmed step when it would not do what its preview showed, naming whom."""
    if plan.digest == digest:
        return
    changed = [f"{one.application.applicant.full_name}: {one.why}" for one in plan.left_out]
    raise ChangedMeanwhile(
        _("Nothing was done. Somebody else has worked on these applications meanwhile."),
        then=[*changed[:10], _("Go back to the list, tick those you mean and look again.")],
    )


def latest(cohort_id: int, count: int = 3) -> list[ScreeningStep]:
    """The newest steps of a cohort that were not taken back."""
    steps = ScreeningStep.objects.filter(cohort=cohort_id, undone_at=None)
    counted = steps.annotate(count=models.Count("lines"))
    return list(counted.select_related("made_by").order_by("-pk")[:count])


@transaction.atomic
def undo(step: ScreeningStep, *, by: User, reason: str) -> int:
    """Take a step back for everybody who was not told and not worked on since; say for how many.

    Mails that wait are cancelled. Refused when nothing of the step can be taken back.
    """
    programs.lock(step.cohort.program_id)
    # Two people may take the same step back.
    held = ScreeningStep.objects.select_for_update(of=("self",), no_key=True)
    step.refresh_from_db(fields=["undone_at"], from_queryset=held)
    chosen = [] if step.undone_at else _as_left(step)
    if not step.is_eligible:
        chosen = _cancel_mails(step, chosen, by=by)
    if not chosen:
        raise NothingToUndo(
            _(
                "It was already taken back, the mails were sent, or somebody has continued "
                "the work."
            ),
            then=[_("Open the application to see its status.")],
        )
    Application.move_all(chosen, ApplicationStatus.SUBMITTED, by=by, reason=reason)
    step.take_back(by=by)
    return len(chosen)


def _as_left(step: ScreeningStep) -> list[Application]:
    result = ApplicationStatus.ELIGIBLE if step.is_eligible else ApplicationStatus.INELIGIBLE
    later = ScreenedApplication.objects.filter(
        step__gt=step.pk, application__in=step.lines.values("application")
    )
    staged = Decision.objects.staged().filter(application__in=step.lines.values("application"))
    rows = Application.objects.filter(screenings__step=step, status=result)
    rows = rows.exclude(pk__in=later.values("application"))
    rows = rows.exclude(pk__in=staged.values("application")).order_by("pk")
    # Somebody may go on with one of them at this moment.
    return list(rows.select_for_update(of=("self",), no_key=True))


def _cancel_mails(
    step: ScreeningStep, chosen: Sequence[Application], *, by: User
) -> list[Application]:
    """Cancel the mails that have not left; those whose mail has are told and stay."""
    known = {application.pk: application for application in chosen}
    waiting = emails.unsent_of_step(step).filter(subject_id__in=known).order_by("pk")
    # A sender takes a mail up under the same lock: it is either cancelled or sent, never both.
    mails = list(waiting.select_for_update(of=("self",), no_key=True))
    OutgoingEmail.move_all(mails, EmailStatus.CANCELLED, by=by)
    return [known[mail.subject_id] for mail in mails if mail.subject_id in known]
