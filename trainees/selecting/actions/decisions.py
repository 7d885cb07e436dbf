"""Decisions: staged in private, previewed against quotas and budget, signed, published once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from grants.commitments.actions import commitments
from ivi_training.accounts.models import User
from ivi_training.guards.errors import RuleBroken
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import offers, results
from trainees.joining.models import Offer
from trainees.joining.statuses import Outcome
from trainees.places.actions import places
from trainees.places.actions.limits import load_names
from trainees.selecting.actions import publications, waiting_lists
from trainees.selecting.emails import results as emails
from trainees.selecting.errors import NotDecidable
from trainees.selecting.models import Decision, DecisionChange, Publication
from trainees.selecting.statuses import DecisionReason

CHANGED = "a newer result was published"
CHUNK = 500  # decisions published in one transaction


@dataclass(frozen=True)
class PublicationPreview:
    """What publishing would do: people by outcome, every quota, every budget line."""

    decisions: list[Decision]
    quotas: list[places.QuotaEffect]
    lines: list[commitments.LineEffect]
    unfunded: int
    undecided: list[Application]

    @property
    def selected(self) -> list[Decision]:
        return self.with_outcome(Outcome.SELECTED)

    @property
    def waitlisted(self) -> list[Decision]:
        return self.with_outcome(Outcome.WAITLISTED)

    @property
    def not_selected(self) -> list[Decision]:
        """The decisions that turn somebody down."""
        return self.with_outcome(Outcome.NOT_SELECTED)

    def with_outcome(self, outcome: Outcome) -> list[Decision]:
        return [decision for decision in self.decisions if decision.outcome == outcome]

    @property
    def can_publish(self) -> bool:
        """Whether every ceiling and every line holds, and every selected person has a stream."""
        return bool(
            self.decisions
            and not self.undecided
            and not any(effect.over for effect in self.quotas)
            and all(effect.available_after >= 0 for effect in self.lines)
        )


@transaction.atomic
def stage(
    applications: Sequence[Application],
    *,
    outcome: Outcome,
    reason: DecisionReason,
    note: str,
    by: User,
) -> list[Decision]:
    """Stage the same decision for several people; one staged before is replaced. Nobody is told."""
    programs.lock_all(application.cohort.program_id for application in applications)
    _read_statuses(applications)
    not_now = [application for application in applications if not application.can_move(outcome)]
    if not_now:
        raise NotDecidable(
            _("%(application)s is “%(status)s”. Screen it first, or leave it out.")
            % {"application": not_now[0], "status": not_now[0].get_status_display()},
            then=[_("Nothing was staged.")],
        )
    label = str(DecisionReason(reason).label)
    _clear(applications, became=outcome, why=f"{label}: {note}" if note else label, by=by)
    return Decision.objects.bulk_create(
        Decision(application=a, outcome=outcome, reason=reason, note=note, staged_by=by)
        for a in applications
    )


def _read_statuses(applications: Sequence[Application]) -> None:
    """Read again under the lock: somebody may have withdrawn since the board was loaded."""
    found = Application.objects.filter(pk__in=[application.pk for application in applications])
    statuses = dict(found.order_by().values_list("pk", "status"))
    for application in applications:
        application.status = statuses[application.pk]


@transaction.atomic
def unstage(applications: Sequence[Application], *, by: User, why: str) -> int:
    """Take staged decisions back; refused for those that are being published. Who and why stay."""
    programs.lock_all(application.cohort.program_id for application in applications)
    return _clear(applications, became="", why=why, by=by)


def end_for(application: Application, *, by: User, reason: str) -> None:
    """Take back what is staged for somebody who withdraws; the program is locked."""
    unstage([application], by=by, why=reason or "withdrawn")


def _clear(applications: Sequence[Application], *, became: str, why: str, by: User) -> int:
    before = list(Decision.objects.staged().filter(application__in=[a.pk for a in applications]))
    if not before:
        return 0
    if any(decision.publication_id for decision in before):
        raise NotDecidable(
            _("The decisions of this cohort are being published."),
            then=[_("Wait until that has ended; then look at what is left.")],
        )
    DecisionChange.objects.bulk_create(
        DecisionChange(
            application_id=decision.application_id,
            outcome=decision.outcome,
            reason=decision.reason,
            note=decision.note,
            staged_by_id=decision.staged_by_id,
            became=became,
            why=why[:300],
            by=by,
        )
        for decision in before
    )
    return Decision.objects.filter(pk__in=[decision.pk for decision in before]).delete()[0]


def preview(cohort: Cohort) -> PublicationPreview:
    decisions = _staged(cohort)
    chosen = [d.application for d in decisions if d.outcome == Outcome.SELECTED]
    funded = offers.promises(chosen)
    quotas = places.effects(cohort.program_id, chosen)
    load_names(effect.quota for effect in quotas)
    return PublicationPreview(
        decisions=decisions,
        quotas=quotas,
        lines=commitments.effects([promise for _application, promise in funded]),
        unfunded=len(chosen) - len(funded),
        undecided=[application for application in chosen if application.stream_id is None],
    )


def publish(cohort: Cohort, *, by: User) -> list[Offer]:
    """Make the staged decisions true: statuses, offers with places and money, mails.

    Refused unless enough people have signed them as they are, and where a quota or a budget line
    has too little left. A second publisher finds nothing staged. The first chunk begins the
    publication, all or none; each further one stands for itself and can be resumed. The number of
    statements does not grow with the decisions of a chunk.
    """
    with transaction.atomic():
        programs.lock(cohort.program_id)
        decisions = _staged(cohort)
        if not decisions:
            return []
        is_done = len(decisions) <= CHUNK
        publication = publications.begin(cohort, decisions, by=by, is_whole=is_done)
        made = _put_into_effect(publication, decisions[:CHUNK], by=by)
    while not is_done:
        more = publish_next_chunk(publication)
        is_done = more is None
        made += more or []
    return made


@transaction.atomic
def publish_next_chunk(publication: Publication) -> list[Offer] | None:
    """Publish the next chunk of a publication that was begun; None once nothing is left."""
    programs.lock(publication.cohort.program_id)
    decisions = _with_all(publication.cohort, publication.decisions.staged())[:CHUNK]
    if not decisions:
        publications.record_end(publication)
        return None
    return _put_into_effect(publication, decisions, by=publication.begun_by)


def finish_interrupted(publication: Publication) -> None:
    """Finish what a process that died has begun; where a rule refuses, stop and leave the rest.

    What is left is staged again for the committee, with what stopped it on record.
    """
    try:
        while publish_next_chunk(publication) is not None:
            pass
    except RuleBroken as refusal:
        publications.stop(publication, reason=str(refusal.message))


def _put_into_effect(
    publication: Publication, decisions: list[Decision], *, by: User
) -> list[Offer]:
    """Publish these, all or none."""
    told = [d.application for d in decisions if _had_a_result(d.application)]
    for outcome in Outcome:
        applications = [d.application for d in decisions if d.outcome == outcome]
        if applications:
            Application.move_all(applications, outcome, by=by)
        if outcome == Outcome.WAITLISTED:
            waiting_lists.enter(applications)
    Decision.objects.filter(pk__in=[d.pk for d in decisions]).update(
        publication=publication, published_at=timezone.now(), published_by=by
    )
    made = offers.make([d.application for d in decisions if d.outcome == Outcome.SELECTED], by=by)
    if told:
        results.cancel_unsent(told, by=by, reason=CHANGED)
    emails.results_published(decisions, made)
    return made


def _had_a_result(application: Application) -> bool:
    """Only those on the waiting list, or reopened by an appeal, are decided about again."""
    return application.status == ApplicationStatus.WAITLISTED or hasattr(application, "appeal")


def _staged(cohort: Cohort) -> list[Decision]:
    return _with_all(cohort, Decision.objects.staged().filter(application__cohort=cohort))


def _with_all(cohort: Cohort, staged: models.QuerySet[Decision]) -> list[Decision]:
    decisions = list(
        staged.select_related(
            "application__applicant__user", "application__call", "application__appeal"
        ).order_by("pk")
    )
    for decision in decisions:
        decision.application.cohort = cohort
    return decisions
