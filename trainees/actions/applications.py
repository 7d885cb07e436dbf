"""Applications: drafted, submitted once, screened by a person, withdrawn; nothing is lost."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions import programs
from courses.models import Stream
from ivi_training.models import User
from ivi_training.models.stored_file import Upload
from trainees import emails
from trainees.actions import decisions, eligibility, enrolments, offers, streams
from trainees.errors import (
    ApplicationIncomplete,
    ApplicationsClosed,
    StaleDraft,
    StreamDecided,
)
from trainees.models import (
    Applicant,
    Application,
    Document,
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

REQUIRED_OF_PERSON = ("given_names", "gender", "birth_date", "nationality", "residence")
REQUIRED_TEXT = (
    "employer_name",
    "employer_country",
    "employer_kind",
    "job_title",
    "education",
    "field_of_study",
    "english",
    "statement",
)


@transaction.atomic
def save_draft(application: Application, applicant: Applicant, *, files: dict[str, Upload]) -> None:
    """Keep what was typed; refused where another tab has saved since this form was loaded.

    `application.version` is the version the form was loaded with; 0 for a new application.
    """
    _one_at_a_time(application, applicant)
    applicant.save()
    _keep_name(applicant)
    application.applicant = applicant
    application.saved_at = timezone.now()
    if application._state.adding:
        application.version = 1
        application.save()
    else:
        _take_version(application)
        application.save(
            update_fields=[
                "cohort",
                "saved_at",
                "years_of_experience",
                *REQUIRED_TEXT,
            ]
        )
    for kind, upload in files.items():
        keep_document(application, kind, upload)


def _one_at_a_time(application: Application, applicant: Applicant) -> None:
    """Let the first of two first saves make the draft; the other one finds it and is told."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=applicant.user_id)
    if not application._state.adding:
        return
    others = Application.objects.live().filter(applicant__user=applicant.user_id)
    if others.filter(call=application.call_id).exists():
        raise _stale()
    known = Applicant.objects.filter(user=applicant.user_id).first()
    if known is not None and applicant._state.adding:
        applicant.pk, applicant._state.adding = known.pk, False


def _keep_name(applicant: Applicant) -> None:
    """Let mails and pages greet the account by the name in the application."""
    if applicant.full_name != applicant.user.name:
        applicant.user.name = applicant.full_name[:150]
        applicant.user.save(update_fields=["name"])


def _take_version(application: Application) -> None:
    """Advance the draft's version if it is still the one this form was loaded with."""
    same = Application.objects.filter(
        pk=application.pk, version=application.version, status=ApplicationStatus.DRAFT
    )
    if not same.update(version=F("version") + 1):
        raise _stale()
    application.version += 1


def _stale() -> StaleDraft:
    return StaleDraft(
        _(
            "This draft was saved or submitted in another tab or on another device since you "
            "opened this page. Nothing there was overwritten."
        ),
        then=[
            _("Copy what you typed here, open the draft again, and paste it where it belongs."),
        ],
    )


def keep_document(application: Application, kind: str, upload: Upload) -> None:
    """Store a paper; a second one of its kind takes the place of the first."""
    document = Document.objects.filter(application=application, kind=kind).first()
    document = document or Document(application=application, kind=kind)
    document.fill_from(upload).save()


@transaction.atomic
def submit(application: Application, *, by: User) -> None:
    """Hand the draft in: freeze its facts, number it, send the receipt.

    Refused when the call is closed by the clock or something is missing. A second press of the
    button finds the application submitted and changes nothing.
    """
    programs.lock(application.cohort.program_id)
    read = application.version
    held = Application.objects.select_for_update(of=("self",), no_key=True)
    application.refresh_from_db(fields=["status", "version"], from_queryset=held)
    if application.status == ApplicationStatus.SUBMITTED:
        return
    if application.version != read:
        raise _stale()
    if not application.call.is_open:
        raise ApplicationsClosed(
            _(
                "The call closed while your draft was open. Your draft is kept, but it cannot be "
                "submitted any more."
            ),
        )
    missing = what_is_missing(application)
    if missing:
        raise ApplicationIncomplete(
            _("Please complete these first, then submit again."), then=missing
        )
    streams.derive(application)
    application.move(
        ApplicationStatus.SUBMITTED,
        by=by,
        submitted_at=timezone.now(),
        consents_at=timezone.now(),
        reference=f"{application.call.code}-{application.pk:06d}",
        organisation=organisation_of(application),
        stream=application.stream,
        stream_inputs=application.stream_inputs,
        country=application.country,
        income_group=application.income_group,
        gender=application.gender,
    )
    eligibility.check([application])
    emails.application_received(application)


def what_is_missing(application: Application) -> list[str]:
    """The labels of everything a submission still needs, in the order of the form."""
    missing = [
        *_empty(application.applicant, REQUIRED_OF_PERSON),
        *_empty(application, REQUIRED_TEXT),
    ]
    if application.years_of_experience is None:
        missing.append(str(_("years of experience")))
    if not application.documents.filter(kind=Document.Kind.CV).exists():
        missing.append(str(Document.Kind.CV.label))
    return missing


def _empty(thing: Applicant | Application, names: Sequence[str]) -> list[str]:
    """The labels of the named fields that hold nothing."""
    return [
        str(field.verbose_name)
        for field in thing._meta.fields
        if field.name in names and not getattr(thing, field.name)
    ]


def organisation_of(application: Application) -> Organisation:
    """The employer as an entity; the same name in the same country is the same organisation."""
    name, country = application.employer_name.strip(), application.employer_country
    # Lower case as the constraint sees it: to the database, İstanbul and istanbul are the same.
    same = Organisation.objects.alias(lower=Lower("name")).filter(
        lower=Lower(Value(name)), country=country
    )
    known = same.first()
    if known is None:
        made = Organisation(name=name, country=country, kind=application.employer_kind)
        # Somebody of another program may be writing it at this moment.
        Organisation.objects.bulk_create([made], ignore_conflicts=True)
        known = same.get()
    return known


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
    """Take the application back; an offer or an enrolment it holds gives its place back too."""
    programs.lock(application.cohort.program_id)
    decisions.unstage([application], by=by, why=reason or "withdrawn")
    for enrolment in application.enrolments.filter(status__in=LIVE_ENROLMENTS):
        enrolments.withdraw(enrolment, by=by, reason=reason)
    for offer in application.offers.filter(status=OfferStatus.SENT):
        if offer.is_open:
            offers.decline(offer, by=by, reason=reason)
        else:
            offers.expire(offer)
    was_submitted = application.submitted_at is not None
    application.move(ApplicationStatus.WITHDRAWN, by=by, reason=reason)
    if was_submitted:
        emails.application_withdrawn(application)
