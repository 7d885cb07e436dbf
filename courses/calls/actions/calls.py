"""Calls are published, opened, closed and extended; the clock does most of it."""

from datetime import datetime

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import consents
from courses.calls.models import Call
from courses.calls.statuses import CallStatus
from ivi_training.accounts.models import User
from ivi_training.guards.errors import RuleBroken


class CallIncomplete(RuleBroken):
    """A call without a cohort or with a window in the past cannot be published."""

    title = _("This call cannot be published yet")


class NoExtension(RuleBroken):
    """A deadline only moves later."""

    title = _("The deadline was not changed")


@transaction.atomic
def publish(call: Call, *, by: User) -> None:
    """Show the call to everybody; it opens by the clock.

    Refused without cohorts, all of its own program, and without a consent to read applications.
    """
    if not call.cohorts.exists():
        raise CallIncomplete(_("Choose at least one cohort that people can apply to."))
    stranger = call.cohorts.exclude(program=call.program_id).first()
    if stranger is not None:
        raise CallIncomplete(
            _("%(cohort)s belongs to another program.") % {"cohort": stranger},
            then=[_("Choose cohorts of the call's own program.")],
        )
    if call.closes_at <= timezone.now():
        raise CallIncomplete(_("Its closing date has passed. Set a later one first."))
    if not consents.may_recruit(call.program_id):
        raise CallIncomplete(
            _("Nobody may read an application without the applicant's consent."),
            then=[_("Publish the program's required text “Use of personal data”.")],
        )
    call.move(CallStatus.SCHEDULED, by=by)
    if call.opens_at <= timezone.now():
        open_call(call)


def open_call(call: Call) -> None:
    call.move(CallStatus.OPEN, by=None, reason="opens_at")


def close_call(call: Call) -> None:
    call.move(CallStatus.CLOSED, by=None, reason="closes_at")


@transaction.atomic
def extend(call: Call, *, closes_at: datetime, by: User, reason: str) -> None:
    """Move the deadline later, reopening a closed call.

    The old deadline stays in the history, with who moved it and why. Refused for a call that
    nobody sees, or whose results are out.
    """
    if call.status not in (CallStatus.SCHEDULED, CallStatus.OPEN, CallStatus.CLOSED):
        raise NoExtension(_("The call is “%(status)s”.") % {"status": call.get_status_display()})
    if closes_at <= call.closes_at or closes_at <= timezone.now():
        raise NoExtension(
            _("The new deadline must be later than the present one, and later than now.")
        )
    with pghistory.context(user=by.pk, reason=reason):
        Call.objects.filter(pk=call.pk).update(closes_at=closes_at)
    call.closes_at = closes_at
    if call.status == CallStatus.CLOSED:
        call.move(CallStatus.OPEN, by=by, reason=reason)


def cancel(call: Call, *, by: User, reason: str) -> None:
    """Withdraw the call; drafts and applications stay as they are."""
    call.move(CallStatus.CANCELLED, by=by, reason=reason)
