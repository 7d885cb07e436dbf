"""The one promotion service: a freed place goes to the best-ranked waiting person who fits.

Every way to free a place ends here, for the database itself notes it (`models/vacancy_notes.py`).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.cohorts.models import Cohort
from courses.programs.actions import programs
from ivi_training.accounts.models import User
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import offers, results
from trainees.places.actions.vacancies import request_promotions
from trainees.places.models import Quota, Vacancy
from trainees.selecting.actions.promotion_obstacles import PromotionObstacles
from trainees.selecting.emails import results as emails
from trainees.selecting.errors import PromotionClosed
from trainees.selecting.models import Decision, PassedOver, Promotion, WaitingEntry
from trainees.selecting.statuses import LeftWaiting, PromotionStatus


def programs_to_serve() -> list[int]:
    """The programs with something to do: a vacancy, or a proposed person who left the list."""
    open_ = Vacancy.objects.open().values_list("program", flat=True)
    left = Promotion.objects.pending().filter(entry__left_at__isnull=False)
    return sorted({*open_, *left.values_list("cohort__program", flat=True)})


@transaction.atomic
def note_floors_that_ended() -> None:
    """Note each reserved share whose date has passed unmet: what it kept is free for others."""
    ended = Quota.objects.open().filter(
        floor_until__lt=timezone.localdate(), floor__gt=F("used"), floor_released_at__isnull=True
    )
    for quota in ended.order_by("program", "pk"):
        programs.lock(quota.program_id)
        since = _end_of(quota.floor_until)
        noted = Vacancy.objects.filter(quota=quota, kind=Vacancy.Kind.QUOTA, noted_at__gte=since)
        if not noted.exists():
            Vacancy.objects.create(
                program_id=quota.program_id,
                cohort_id=quota.cohort_id,
                kind=Vacancy.Kind.QUOTA,
                quota=quota,
                number=quota.floor - quota.used,
            )


def _end_of(day: date | None) -> datetime:
    """The moment in Seoul at which a day is over."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time.max))


def run(program_id: int) -> list[Promotion]:
    """Handle all that was noted for a program, each in a transaction of its own."""
    made: list[Promotion] = []
    _lapse(program_id)
    while (found := _handle_next(program_id)) is not None:
        made += found
    return made


@transaction.atomic
def _lapse(program_id: int) -> None:
    """Close proposals of people who left the list; without an offer, the place goes on."""
    programs.lock(program_id)
    gone = Promotion.objects.pending().filter(
        cohort__program=program_id, entry__left_at__isnull=False
    )
    for promotion in gone.select_related("entry", "vacancy").order_by("pk"):
        promotion.move(PromotionStatus.LAPSED, by=None, reason=promotion.entry.left_as)
        if promotion.entry.left_as != LeftWaiting.SELECTED:
            reopen_vacancy(promotion, Vacancy.Kind.LAPSED)


@transaction.atomic
def _handle_next(program_id: int) -> list[Promotion] | None:
    """Serve the oldest vacancy, with it all that quotas opened; None when there is none."""
    programs.lock(program_id)
    waiting = Vacancy.objects.open().filter(program=program_id).order_by("pk")
    first = waiting.select_related("cohort__program").first()
    if first is None:
        return None
    group = [first]
    if first.kind == Vacancy.Kind.QUOTA:
        # One revision opens several quotas for the same people.
        group = list(waiting.filter(kind=Vacancy.Kind.QUOTA))
    made = _promote(first, max(vacancy.number for vacancy in group))
    Vacancy.objects.filter(pk__in=[v.pk for v in group]).update(handled_at=timezone.now())
    return made


def _promote(vacancy: Vacancy, number: int) -> list[Promotion]:
    """Go down the lists, offer to who fits, and record what stopped those who came before."""
    entries = list(_candidates(vacancy))
    if not entries:
        return []
    pending = list(_pending(vacancy.program_id))
    proposed = {promotion.entry_id for promotion in pending}
    # What was proposed to somebody is theirs until it is decided.
    obstacles = PromotionObstacles(
        vacancy.program_id, entries, [p.entry.application for p in pending]
    )
    kept = _not_now(vacancy, entries)
    made: list[Promotion] = []
    passed: list[PassedOver] = []
    for entry in entries:
        if len(made) == number:
            break
        if entry.pk in proposed:
            continue
        stopped = kept.get(entry.pk) or obstacles.stops(entry)
        if stopped is None:
            obstacles.count(entry.application)
            made.append(_propose(vacancy, entry, passed))
        else:
            passed.append(stopped)
    return made


def _candidates(vacancy: Vacancy) -> Iterator[WaitingEntry]:
    """Who waits, in order: first the cohort of the freed place, then the others by their start."""
    cohorts = Cohort.objects.filter(program=vacancy.program_id).select_related("program")
    ordered = sorted(cohorts, key=lambda c: (c.pk != vacancy.cohort_id, c.starts_on, c.pk))
    if vacancy.kind == Vacancy.Kind.BY_HAND:
        ordered = [cohort for cohort in ordered if cohort.pk == vacancy.cohort_id]
    related = "application__applicant__user", "application__call", "application__stream"
    for cohort in ordered:
        if not cohort.is_promoting:
            continue
        for entry in WaitingEntry.objects.waiting().filter(cohort=cohort).select_related(*related):
            entry.cohort = entry.application.cohort = cohort
            yield entry


def _pending(program_id: int) -> models.QuerySet[Promotion]:
    found = Promotion.objects.pending().filter(
        cohort__program=program_id, entry__left_at__isnull=True
    )
    return found.select_related("entry__application__cohort", "entry__application__applicant")


def _not_now(vacancy: Vacancy, entries: Iterable[WaitingEntry]) -> dict[int, PassedOver]:
    """Who is passed over whatever the quotas say: skipped for this place, or being decided."""
    origin = vacancy.origin_id or vacancy.pk
    skipped = Promotion.objects.filter(
        Q(vacancy=origin) | Q(vacancy__origin=origin), status=PromotionStatus.SKIPPED
    ).values_list("entry", flat=True)
    found = {pk: PassedOver(entry_id=pk, why=PassedOver.Why.SKIPPED) for pk in skipped}
    staged = Decision.objects.staged().filter(application__cohort__program=vacancy.program_id)
    in_hand = set(staged.values_list("application", flat=True))
    for entry in entries:
        if entry.application_id in in_hand:
            found[entry.pk] = PassedOver(entry=entry, why=PassedOver.Why.STAGED)
    return found


def _propose(vacancy: Vacancy, entry: WaitingEntry, passed: list[PassedOver]) -> Promotion:
    """Record the promotion; where nobody has to approve it, make the offer."""
    promotion = Promotion.objects.create(vacancy=vacancy, entry=entry, cohort=entry.cohort)
    PassedOver.objects.bulk_create(
        PassedOver(
            promotion=promotion,
            entry_id=one.entry_id,
            why=one.why,
            quota=one.quota,
            line=one.line,
            used=one.used,
            ceiling=one.ceiling,
            reserved=one.reserved,
        )
        for one in passed
    )
    # A change of quotas is looked at by a person before it reaches anybody.
    if entry.cohort.promotes_at_once and vacancy.kind != Vacancy.Kind.QUOTA:
        _offer(promotion, by=vacancy.asked_by, reason="")
    return promotion


def _offer(promotion: Promotion, *, by: User | None, reason: str) -> None:
    application = promotion.entry.application
    application.move(ApplicationStatus.SELECTED, by=by, reason=reason or "promotion")
    (offer,) = offers.make([application], by=by)
    promotion.move(PromotionStatus.OFFERED, by=by, reason=reason, offer=offer)
    results.cancel_unsent([application], by=by, reason="a place is offered instead")
    emails.offer_from_waiting_list(offer)


@transaction.atomic
def approve(promotion: Promotion, *, by: User, reason: str = "") -> None:
    """Make the offer that was proposed; a second approval changes nothing.

    Refused when it was skipped, the person left the list, the cut-off has passed, or the place
    is gone: then the quota in the way is named, and nothing is changed.
    """
    if _lock(promotion) == PromotionStatus.OFFERED:
        return
    _refuse_unless_open(promotion)
    if not promotion.cohort.is_promoting:
        raise PromotionClosed(
            _("Places in %(cohort)s were offered until %(day)s.")
            % {"cohort": promotion.cohort, "day": promotion.cohort.last_promotion_on},
            then=[_("Skip the person, or set a later day on the cohort's page.")],
        )
    if Decision.objects.staged().filter(application=promotion.entry.application).exists():
        raise PromotionClosed(
            _("The committee has staged a decision for this person."),
            then=[_("Publish it, or take it back on the board first.")],
        )
    _offer(promotion, by=by, reason=reason)


@transaction.atomic
def skip(promotion: Promotion, *, by: User, reason: str) -> None:
    """Pass the person over for this place only, with a reason; the next one is looked for."""
    if _lock(promotion) == PromotionStatus.SKIPPED:
        return
    _refuse_unless_open(promotion)
    promotion.move(PromotionStatus.SKIPPED, by=by, reason=reason)
    reopen_vacancy(promotion, Vacancy.Kind.SKIPPED)


def _lock(promotion: Promotion) -> str:
    programs.lock(promotion.cohort.program_id)
    promotion.refresh_from_db(fields=["status"])
    promotion.entry.refresh_from_db(fields=["left_at"])
    promotion.entry.application.refresh_from_db(fields=["status"])
    return promotion.status


def _refuse_unless_open(promotion: Promotion) -> None:
    if promotion.status != PromotionStatus.PENDING or promotion.entry.left_at:
        raise PromotionClosed(
            _("It is “%(status)s”: somebody else has decided, or the person left the waiting list.")
            % {"status": promotion.get_status_display()},
        )


def reopen_vacancy(promotion: Promotion, kind: Vacancy.Kind) -> Vacancy:
    request_promotions()
    before = promotion.vacancy
    return Vacancy.objects.create(
        program_id=before.program_id,
        cohort_id=promotion.cohort_id,
        kind=kind,
        quota_id=before.quota_id,
        origin_id=before.origin_id or before.pk,
    )
