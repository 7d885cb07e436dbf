"""Drafts of applications: saved step by step, on any device, never over newer text."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.models import Call, ConsentTerm, FormQuestion
from ivi_training.accounts.models import User
from ivi_training.files.models.stored_file import Upload
from trainees.applying.actions import answers as given
from trainees.applying.actions import consents as agreed
from trainees.applying.actions import papers
from trainees.applying.actions.form_pages import EDUCATION, STATEMENT, WORK
from trainees.applying.errors import ApplicationsClosed, CohortNotOffered, StaleDraft
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.people.models import Applicant

if TYPE_CHECKING:
    # What is asked after acceptance is filled in alike; nothing here knows more of it.
    from trainees.joining.models import Onboarding

GRACE = timedelta(minutes=15)
FACTS = (*WORK.facts, *EDUCATION.facts, *STATEMENT.facts)


def refuse_unless_open(call: Call, arrived_at: datetime | None = None) -> None:
    """Refuse to begin a draft that could not be handed in: the call was not open at that moment."""
    if not call.was_open(arrived_at or timezone.now()):
        raise ApplicationsClosed(_("It is not open now. Its page says when it was, or will be."))


@transaction.atomic
def save(  # noqa: PLR0913 - the parts of a form, each kept in its own table
    application: Application,
    applicant: Applicant,
    *,
    files: Mapping[str, Upload] | None = None,
    answers: Mapping[FormQuestion, Any] | None = None,
    consents: Mapping[ConsentTerm, bool] | None = None,
    arrived_at: datetime | None = None,
) -> None:
    """Keep what was typed; refused where another tab has saved since this form was loaded.

    `application.version` is the version it was read with; a new one has the form it answers. A
    first draft is refused where the call was not open when the request arrived, and any draft for a
    cohort that the call is not for.
    """
    is_new = application._state.adding
    if is_new:
        refuse_unless_open(application.call, arrived_at)
    if not application.call.offers(application.cohort_id):
        raise CohortNotOffered(_("Choose one of the cohorts that are offered on this page."))
    _lock_person(application, applicant)
    is_unknown = applicant._state.adding
    applicant.save()
    application.applicant = applicant
    application.saved_at = timezone.now()
    if is_new:
        application.version = 1
        application.save()
    else:
        advance_version(application, [ApplicationStatus.DRAFT])
        application.save(update_fields=["cohort", "saved_at", *FACTS])
    for kind, upload in (files or {}).items():
        papers.store(application, kind, upload, is_first=is_new)
    if answers:
        given.save(application, answers)
    if consents:
        agreed.record(applicant, consents, is_first=is_unknown)


def allow_grace(application: Application, arrived_at: datetime) -> None:
    """Give a little time to hand in where the call has closed while this save was arriving.

    A file on a slow line takes minutes; what began before the deadline is not lost to it.
    """
    call, now = application.call, timezone.now()
    if call.was_open(arrived_at) and not call.was_open(now):
        application.grace_until = now + GRACE
        application.save(update_fields=["grace_until"])


def _lock_person(application: Application, applicant: Applicant) -> None:
    """Let the first of two first saves make the draft; the other one finds it and is told."""
    if not update_account_name(applicant):
        # The applicant may not exist yet: the account is what both saves have in common.
        held = User.objects.select_for_update(of=("self",), no_key=True)
        held.filter(pk=applicant.user_id).values_list("pk").get()
    if not application._state.adding:
        return
    known = Applicant.objects.of_account(applicant.user_id)
    if known is None:
        return
    others = Application.objects.live().filter(applicant=known)
    if others.filter(call=application.call_id).exists():
        raise stale_draft()
    if applicant._state.adding:
        applicant.pk, applicant._state.adding = known.pk, False
        applicant.refresh_from_db()
        update_account_name(applicant)


def update_account_name(applicant: Applicant) -> bool:
    """Let mails and pages greet the account by the name in the application.

    Whether it had another, and is held by the change until the transaction ends.
    """
    name = applicant.full_name[:150]
    if name in ("", applicant.user.name):
        return False
    applicant.user.name = name
    return bool(User.objects.filter(pk=applicant.user_id).update(name=name))


def advance_version(form: "Application | Onboarding", open_statuses: Sequence[str]) -> None:
    """Advance the version of what is filled in if it is still the one this page was loaded with."""
    same = type(form)._default_manager.filter(
        pk=form.pk, version=form.version, status__in=open_statuses
    )
    if not same.update(version=F("version") + 1):
        raise stale_draft()
    form.version += 1


def stale_draft() -> StaleDraft:
    return StaleDraft(
        _(
            "This draft was saved or submitted in another tab or on another device since you "
            "opened this page. Nothing there was overwritten."
        ),
        then=[
            _("Copy what you typed here, open the draft again, and paste it where it belongs."),
        ],
    )
