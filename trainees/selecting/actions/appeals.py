"""Another look at a negative result: asked for once and in time, decided by a person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import results
from trainees.selecting.emails import results as emails
from trainees.selecting.errors import AppealClosed
from trainees.selecting.models import Appeal

NEGATIVE = (ApplicationStatus.INELIGIBLE, ApplicationStatus.NOT_SELECTED)


def ask_until(application: Application) -> datetime | None:
    """Until when the applicant may ask; nothing without a negative result, or once asked."""
    asked = Appeal.objects.filter(application=application)
    if application.status not in NEGATIVE or asked.exists():
        return None
    result = application.changes().filter(after=application.status).order_by("-pk").first()
    days = application.call.appeal_days
    return result.at + timedelta(days=days) if result and days else None


@transaction.atomic
def ask(application: Application, *, text: str) -> Appeal:
    """Ask for another look. Refused a second time, too late, or without a negative result."""
    programs.lock(application.cohort.program_id)
    application.refresh_from_db(fields=["status"])
    until = ask_until(application)
    if until is None or timezone.now() >= until:
        raise AppealClosed(
            _("Another look is possible once for an application, within %(days)s days of a result.")
            % {"days": application.call.appeal_days},
            then=[_("If you think this is wrong, write to the program team.")],
        )
    appeal = Appeal.objects.create(application=application, text=text)
    emails.appeal_received(appeal)
    return appeal


@transaction.atomic
def decide(appeal: Appeal, *, is_granted: bool, by: User, reason: str) -> None:
    """Reopen the application as eligible, or leave the result as it is; the applicant is told.

    Refused when it was decided before; a reopened application is decided on the board like others.
    """
    application = appeal.application
    programs.lock(application.cohort.program_id)
    decision = {"is_granted": is_granted, "reason": reason, "decided_by": by}
    open_ = Appeal.objects.open().filter(pk=appeal.pk)
    if not open_.update(decided_at=timezone.now(), **decision):
        raise AppealClosed(_("Somebody has decided about this request already."))
    appeal.refresh_from_db()
    if is_granted:
        application.refresh_from_db(fields=["status"])
        application.move(ApplicationStatus.ELIGIBLE, by=by, reason=reason)
        results.cancel_unsent([application], by=by, reason=f"appeal granted: {reason}"[:300])
    emails.appeal_decided(appeal)
