"""Signing what is staged, and keeping a publication together from its first chunk to its last."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.joining.models import Condition
from trainees.joining.statuses import Outcome
from trainees.reviewing.errors import ReviewsChanged
from trainees.selecting.errors import NotSigned
from trainees.selecting.models import Decision, Publication, Signature

PATIENCE = timedelta(minutes=2)  # after which a publication's process is taken for dead


def digest(decisions: Iterable[Decision]) -> str:
    """One word for who gets what, why and on which conditions; any change makes another one."""
    decisions = list(decisions)
    lines = sorted(f"{d.application_id} {d.outcome} {d.reason}" for d in decisions)
    chosen = [d.application for d in decisions if d.outcome == Outcome.SELECTED]
    lines += [f"{c.application_id} condition {c.pk}" for c in Condition.pending(chosen)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def signatures(cohort: Cohort, seen: str) -> list[Signature]:
    """Who has signed exactly the decisions with this digest."""
    signed = Signature.objects.filter(cohort=cohort, digest=seen)
    return list(signed.select_related("signed_by"))


@transaction.atomic
def sign(cohort: Cohort, *, seen: str, by: User) -> None:
    """Stand for the staged decisions; refused when they are not the ones that were seen.

    A second signature of the same person changes nothing.
    """
    programs.lock(cohort.program_id)
    staged = Decision.objects.staged().filter(application__cohort=cohort)
    decisions = list(staged.select_related("application"))
    if not decisions or digest(decisions) != seen:
        raise ReviewsChanged(
            _("A decision was changed after you opened this page; nothing was signed."),
            then=[_("Look at the decisions as they are now, then sign them.")],
        )
    Signature.objects.get_or_create(
        cohort=cohort,
        digest=seen,
        signed_by=by,
        defaults={"decision_count": len(decisions)},
    )


def begin(
    cohort: Cohort, decisions: Sequence[Decision], *, by: User, is_whole: bool = False
) -> Publication:
    """Bind these decisions to a publication; from now on nobody changes them.

    Refused unless as many people as the program asks for have signed exactly these. One that is
    published whole in this transaction is finished with it, and needs no binding.
    """
    wanted, seen = cohort.program.signatures, digest(decisions)
    if wanted and len(signatures(cohort, seen)) < wanted:
        raise NotSigned(
            _("%(wanted)s people must sign the decisions as they are now.") % {"wanted": wanted},
            then=[_("Ask them to open this page and sign; a change asks for new signatures.")],
        )
    publication = Publication.objects.create(
        cohort=cohort,
        digest=seen,
        decision_count=len(decisions),
        begun_by=by,
        finished_at=timezone.now() if is_whole else None,
    )
    if not is_whole:
        Decision.objects.filter(pk__in=[d.pk for d in decisions]).update(publication=publication)
    return publication


def record_end(publication: Publication) -> None:
    publication.finished_at = timezone.now()
    publication.save(update_fields=["finished_at"])


@transaction.atomic
def stop(publication: Publication, *, reason: str) -> None:
    """End a publication that a rule refused half-way: what is left is staged, and not signed."""
    programs.lock(publication.cohort.program_id)
    publication.decisions.staged().update(publication=None)
    publication.finished_at, publication.stop_reason = timezone.now(), reason[:500]
    publication.save(update_fields=["finished_at", "stop_reason"])


def interrupted() -> list[Publication]:
    """Publications whose process has not finished them in good time."""
    late = Publication.objects.filter(
        finished_at__isnull=True, begun_at__lt=timezone.now() - PATIENCE
    )
    return list(late.select_related("cohort__program", "begun_by"))
