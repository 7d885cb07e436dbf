"""The form after acceptance: asked with an enrolment, answered in steps, sent in, returned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.calls.actions import setup
from courses.calls.models import FormQuestion, FormVersion
from courses.calls.statuses import FormStage
from ivi_training.accounts.models import User
from ivi_training.pages.clocks import end_of_day
from trainees.applying.actions import answers, drafts, form_pages
from trainees.applying.actions.answers import FilledForm
from trainees.applying.models import Application
from trainees.joining.emails import onboardings as emails
from trainees.joining.errors import DeadlinePassed, OnboardingClosed, OnboardingIncomplete
from trainees.joining.models import Enrolment, Onboarding
from trainees.joining.statuses import BEFORE_TRAINING, OPEN_ONBOARDINGS, OnboardingStatus


@transaction.atomic(savepoint=False)
def ask(enrolment: Enrolment) -> Onboarding | None:
    """Ask a new trainee what the call asks after acceptance, and tell them; nothing without a form.

    Somebody who comes to a later cohort finds their answers and sends them in again.
    """
    application = enrolment.application
    version = FormVersion.objects.in_force(application.call_id, FormStage.ACCEPTANCE)
    if version is None:
        return None
    earlier = newest(application)
    onboarding, is_new = Onboarding.objects.get_or_create(
        enrolment=enrolment,
        defaults={
            "application": application,
            "form_version": earlier.form_version if earlier else version,
            "due_at": end_of_day(application.call.onboarding_days),
        },
    )
    if is_new:
        emails.asked(onboarding)
    return onboarding


def trainees_without_form() -> QuerySet[Enrolment]:
    """Trainees of courses to come whom a form was published for after they had accepted."""
    asked = FormVersion.objects.published().filter(
        stage=FormStage.ACCEPTANCE, call=OuterRef("application__call")
    )
    coming = Enrolment.objects.filter(
        status__in=BEFORE_TRAINING, onboarding=None, cohort__starts_on__gt=timezone.localdate()
    )
    return coming.filter(Exists(asked)).order_by("pk")


def newest(application: Application) -> Onboarding | None:
    """What the person is asked for the place that they hold, or held last."""
    found = Onboarding.objects.filter(application=application).order_by("-pk")
    onboarding = found.select_related("enrolment__cohort", "form_version").first()
    if onboarding is not None:
        onboarding.application = application
    return onboarding


def read(onboarding: Onboarding) -> FilledForm:
    """The form with the answers: the newest while it is open, otherwise the one they belong to."""
    application = onboarding.application
    return answers.read_form(application, setup.of(application.call_id), _form_of(onboarding))


@transaction.atomic
def save(onboarding: Onboarding, given: Mapping[FormQuestion, Any]) -> None:
    """Keep what was typed; refused where another tab has saved, and after the place has ended."""
    _hold(onboarding)
    drafts.advance_version(onboarding, OPEN_ONBOARDINGS)
    version = answers.bind(onboarding, onboarding.application, _form_of(onboarding))
    answers.write(onboarding.application, answers.by_questions_of(version, given))
    onboarding.saved_at = timezone.now()
    onboarding.save(update_fields=["saved_at"])


@transaction.atomic
def send_in(onboarding: Onboarding, *, by: User) -> None:
    """Hand everything to the office; a second press of the button changes nothing.

    Refused while something is missing, naming it.
    """
    _hold(onboarding)
    if onboarding.is_sent_in:
        return
    drafts.advance_version(onboarding, OPEN_ONBOARDINGS)
    answers.bind(onboarding, onboarding.application, _form_of(onboarding))
    filled = read(onboarding)
    missing = form_pages.unanswered(filled)
    if missing:
        raise OnboardingIncomplete(
            _("Please answer these first, then send it in again."),
            then=[gap.label for gap in missing],
        )
    answers.drop_hidden(onboarding.application, filled)
    onboarding.move(OnboardingStatus.SENT_IN, by=by, sent_in_at=timezone.now())


@transaction.atomic
def give_back(onboarding: Onboarding, *, text: str, due_at: datetime, by: User) -> None:
    """Open what was sent in again, for what is missing in it; the trainee is told until when.

    Refused with a deadline that is over.
    """
    if due_at <= timezone.now():
        raise DeadlinePassed(_("Choose a time in the future."))
    _hold(onboarding)
    facts = {"note": text, "due_at": due_at, "version": onboarding.version + 1}
    onboarding.move(OnboardingStatus.RETURNED, by=by, reason=text, **facts)
    emails.returned(onboarding)


@transaction.atomic
def remind(onboarding: Onboarding) -> None:
    """Remind of the deadline once; one that was sent in meanwhile is left alone."""
    due = Onboarding.objects.to_remind().filter(pk=onboarding.pk)
    if Onboarding.objects.filter(pk__in=due.values("pk")).update(reminded_of=F("due_at")):
        emails.reminded(onboarding)


def _form_of(onboarding: Onboarding) -> FormVersion:
    if not onboarding.is_open:
        return onboarding.form_version
    of_call = onboarding.application.call_id
    return FormVersion.objects.in_force(of_call, FormStage.ACCEPTANCE) or onboarding.form_version


def _hold(onboarding: Onboarding) -> None:
    """Let an end of the place, and another step on its form, go before or after this one."""
    # Both sides lock the enrolment, since the place and not the form decides who may go on.
    held = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    onboarding.enrolment.refresh_from_db(fields=["status"], from_queryset=held)
    onboarding.refresh_from_db(fields=["status"])
    if not onboarding.is_held:
        raise OnboardingClosed(_("The place it belongs to has ended."))
