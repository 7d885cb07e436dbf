"""Steps on many applications: previewed, done as previewed, taken back while nobody knows."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import models, transaction
from django.utils.translation import gettext as _

from courses.actions import programs
from ivi_training.models import OutgoingEmail, User
from ivi_training.statuses import EmailStatus
from trainees import emails
from trainees.actions import applications, conditions
from trainees.errors import ChangedMeanwhile, NothingToUndo
from trainees.models import Application, Decision, ScreenedApplication, ScreeningStep
from trainees.statuses import ApplicationStatus, IneligibleReason


@dataclass(frozen=True)
class LeftOut:
    """An application that the step cannot be taken for, and why."""

    application: Application
    why: str


@dataclass(frozen=True)
class Plan:
    """Whom a step would act on, and whom not."""

    acting: list[Application]
    left_out: list[LeftOut]

    @cached_property
    def digest(self) -> str:
        """What the preview showed, in one word: the step is refused if it would be another."""
        lines = "\n".join(f"{a.pk} {a.status} {a.stream_id}" for a in self.acting)
        return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What a person found: not eligible where there is a reason, eligible where there is none."""

    reason: IneligibleReason | None = None
    note: str = ""


def screen(chosen: Sequence[Application], verdict: Verdict, *, by: User) -> None:
    """Find the applications eligible, or not eligible for the reason; all or none."""
    if verdict.reason is None:
        applications.find_eligible(chosen, by=by)
    else:
        applications.find_ineligible(chosen, reason=verdict.reason, note=verdict.note, by=by)


def plan_move(chosen: Sequence[Application], to: ApplicationStatus) -> Plan:
    """Check each application for the move to a status, or for a decision that leads there."""
    return _plan(
        chosen,
        lambda application: (
            ""
            if application.can_move(to)
            else _("It is “%(status)s”.") % {"status": application.get_status_display()}
        ),
    )


def plan_unstage(chosen: Sequence[Application]) -> Plan:
    """Check each application for a decision that nobody has published yet."""
    staged = set(
        Decision.objects.staged()
        .filter(application__in=chosen)
        .values_list("application", flat=True)
    )
    return _plan(
        chosen,
        lambda application: "" if application.pk in staged else _("Nothing is staged for it."),
    )


def plan_conditions(chosen: Sequence[Application]) -> Plan:
    """Check each application for a condition: to be selected, or with an offer to answer."""
    open_ = conditions.open_to(chosen)
    return _plan(
        chosen,
        lambda application: (
            ""
            if application.pk in open_
            else _("It is neither staged to be selected nor has an offer to answer.")
        ),
    )


def _plan(chosen: Sequence[Application], why_not: Callable[[Application], str]) -> Plan:
    acting, left_out = [], []
    for application in sorted(chosen, key=lambda a: a.pk):
        why = why_not(application)
        if why:
            left_out.append(LeftOut(application, why))
        else:
            acting.append(application)
    return Plan(acting, left_out)


def require_unchanged(plan: Plan, digest: str) -> None:
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
    held = ScreeningStep.objects.select_for_update(of=("self",), no_key=True)
    step.refresh_from_db(fields=["undone_at"], from_queryset=held)
    chosen = [] if step.undone_at else _as_left(step)
    if not step.is_eligible:
        chosen = _cancel_mails(step, chosen, by=by)
    if not chosen:
        raise NothingToUndo(
            _("It was taken back already, the mails have left, or the work has gone on since."),
            then=[_("Open the application to see where it stands.")],
        )
    Application.move_all(chosen, ApplicationStatus.SUBMITTED, by=by, reason=reason)
    step.take_back(by=by)
    return len(chosen)


def _as_left(step: ScreeningStep) -> list[Application]:
    """The applications of the step that stand as it left them."""
    result = ApplicationStatus.ELIGIBLE if step.is_eligible else ApplicationStatus.INELIGIBLE
    later = ScreenedApplication.objects.filter(
        step__gt=step.pk, application__in=step.lines.values("application")
    )
    staged = Decision.objects.staged().filter(application__in=step.lines.values("application"))
    rows = Application.objects.filter(screenings__step=step, status=result)
    rows = rows.exclude(pk__in=later.values("application"))
    rows = rows.exclude(pk__in=staged.values("application")).order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _cancel_mails(
    step: ScreeningStep, chosen: Sequence[Application], *, by: User
) -> list[Application]:
    """Cancel the mails that have not left; those whose mail has are told and stay."""
    known = {application.pk: application for application in chosen}
    waiting = emails.unsent_of_step(step).filter(subject_id__in=known).order_by("pk")
    mails = list(waiting.select_for_update(of=("self",), no_key=True))
    OutgoingEmail.move_all(mails, EmailStatus.CANCELLED, by=by)
    return [known[mail.subject_id] for mail in mails if mail.subject_id in known]
