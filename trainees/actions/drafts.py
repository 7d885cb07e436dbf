"""Drafts of applications: saved step by step, on any device, never over newer text."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import ConsentTerm, FormQuestion
from ivi_training.models import User
from ivi_training.models.stored_file import Upload
from trainees.actions import answers as given
from trainees.actions import consents as agreed
from trainees.actions import papers
from trainees.actions.steps import EDUCATION, STATEMENT, WORK
from trainees.errors import StaleDraft
from trainees.models import Applicant, Application, Onboarding
from trainees.statuses import ApplicationStatus

GRACE = timedelta(minutes=15)
FACTS = (*WORK.facts, *EDUCATION.facts, *STATEMENT.facts)


@transaction.atomic
def save(
    application: Application,
    applicant: Applicant,
    *,
    files: Mapping[str, Upload] | None = None,
    answers: Mapping[FormQuestion, Any] | None = None,
    consents: Mapping[ConsentTerm, bool] | None = None,
) -> None:
    """Keep what was typed; refused where another tab has saved since this form was loaded.

    `application.version` is the version it was read with; a new one has the form it answers.
    """
    _one_at_a_time(application, applicant)
    is_unknown = applicant._state.adding
    applicant.save()
    application.applicant = applicant
    application.saved_at = timezone.now()
    is_new = application._state.adding
    if is_new:
        application.version = 1
        application.save()
    else:
        take_version(application, [ApplicationStatus.DRAFT])
        application.save(update_fields=["cohort", "saved_at", *FACTS])
    for kind, upload in (files or {}).items():
        papers.keep(application, kind, upload, is_first=is_new)
    if answers:
        given.keep(application, answers)
    if consents:
        agreed.keep(applicant, consents, is_first=is_unknown)


def keep_in_time(application: Application, arrived_at: datetime) -> None:
    """Give a little time to hand in where the call has closed while this save was arriving.

    A file on a slow line takes minutes; what began before the deadline is not lost to it.
    """
    call, now = application.call, timezone.now()
    if call.was_open(arrived_at) and not call.was_open(now):
        application.grace_until = now + GRACE
        application.save(update_fields=["grace_until"])


def _one_at_a_time(application: Application, applicant: Applicant) -> None:
    """Let the first of two first saves make the draft; the other one finds it and is told."""
    if not keep_name(applicant):
        held = User.objects.select_for_update(of=("self",), no_key=True)
        held.filter(pk=applicant.user_id).values_list("pk").get()
    if not application._state.adding:
        return
    known = Applicant.objects.of_account(applicant.user_id)
    if known is None:
        return
    others = Application.objects.live().filter(applicant=known)
    if others.filter(call=application.call_id).exists():
        raise stale()
    if applicant._state.adding:
        applicant.pk, applicant._state.adding = known.pk, False
        applicant.refresh_from_db()
        keep_name(applicant)


def keep_name(applicant: Applicant) -> bool:
    """Let mails and pages greet the account by the name in the application.

    Whether it had another, and is held by the change until the transaction ends.
    """
    name = applicant.full_name[:150]
    if name in ("", applicant.user.name):
        return False
    applicant.user.name = name
    return bool(User.objects.filter(pk=applicant.user_id).update(name=name))


def take_version(form: Application | Onboarding, open_statuses: Sequence[str]) -> None:
    """Advance the version of what is filled in if it is still the one this page was loaded with."""
    same = type(form)._default_manager.filter(
        pk=form.pk, version=form.version, status__in=open_statuses
    )
    if not same.update(version=F("version") + 1):
        raise stale()
    form.version += 1


def stale() -> StaleDraft:
    """What is said to somebody whose text is older than what is stored."""
    return StaleDraft(
        _(
            "This draft was saved or submitted in another tab or on another device since you "
            "opened this page. Nothing there was overwritten."
        ),
        then=[
            _("Copy what you typed here, open the draft again, and paste it where it belongs."),
        ],
    )
