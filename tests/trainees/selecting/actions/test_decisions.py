"""Decisions: staged in private, replaced at will, published once and whole."""

from typing import Any

import pytest

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from grants.ledger.errors import BudgetExceeded
from ivi_training.outbox.models import OutgoingEmail
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, open_call
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.trainees import eligible, offered, quota, staged, submitted
from trainees.applying.models import Application
from trainees.applying.statuses import ApplicationStatus
from trainees.joining.actions import offers
from trainees.joining.models import Offer
from trainees.joining.statuses import OfferStatus, Outcome
from trainees.office.reports import invariants
from trainees.places.errors import QuotaFull, StreamUndecided
from trainees.places.models import Place
from trainees.selecting.actions import decisions
from trainees.selecting.errors import NotDecidable
from trainees.selecting.models import Decision
from trainees.selecting.statuses import DecisionReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory()


@pytest.fixture
def call(cohort: Cohort) -> Call:
    return open_call(cohort)


def stage(people: list[Application], outcome: Outcome, **facts: Any) -> list[Decision]:
    facts = {"reason": DecisionReason.MERIT, "note": "", "by": UserFactory()} | facts
    return decisions.stage(people, outcome=outcome, **facts)


def publish(cohort: Cohort) -> list[Offer]:
    return decisions.publish(cohort, by=UserFactory())


def statuses() -> list[str]:
    return list(Application.objects.order_by("pk").values_list("status", flat=True))


# --- staging ------------------------------------------------------------------------------------


def test_second_staging_replaces_the_first(call: Call):
    application, chair = staged(call), UserFactory()
    reason = DecisionReason.PLACES
    stage([application], Outcome.WAITLISTED, reason=reason, note="Strong", by=chair)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason, decision.note, decision.staged_by) == (
        Outcome.WAITLISTED, DecisionReason.PLACES, "Strong", chair,
    )  # fmt: skip


def test_staging_tells_nobody_and_moves_nothing(call: Call):
    application = eligible(call)
    before = OutgoingEmail.objects.count()
    stage([application], Outcome.NOT_SELECTED)
    assert (statuses(), OutgoingEmail.objects.count()) == ([ApplicationStatus.ELIGIBLE], before)


def test_what_was_not_screened_is_not_decided(call: Call):
    people = [eligible(call), submitted(call)]
    with pytest.raises(NotDecidable, match="is “Submitted”"):
        stage(people, Outcome.SELECTED)
    assert not Decision.objects.exists()


def test_status_that_changed_meanwhile_is_seen(call: Call):
    application = eligible(call)
    stale = Application.objects.get()
    application.move(ApplicationStatus.WITHDRAWN, by=UserFactory())
    with pytest.raises(NotDecidable, match="is “Withdrawn”"):
        stage([stale], Outcome.SELECTED)


def test_published_decision_is_not_taken_back(call: Call, cohort: Cohort):
    application = staged(call)
    publish(cohort)
    assert decisions.unstage([application], by=UserFactory(), why="Wrong") == 0
    assert Decision.objects.get().published_at


# --- preview ------------------------------------------------------------------------------------


def test_preview_counts_what_publication_would_do(call: Call, cohort: Cohort):
    quota(cohort, 1)
    line = line_of(grant_for(cohort.program), budget=1_500)
    package_for(line, "LMIC", amount=1_000)
    for _person in range(2):
        staged(call)
    staged(call, applicant__nationality="KR")
    staged(call, Outcome.WAITLISTED)
    staged(call, Outcome.NOT_SELECTED)
    undecided = staged(call, applicant__nationality="VE")
    preview = decisions.preview(cohort)
    assert (len(preview.selected), len(preview.waitlisted), len(preview.not_selected)) == (4, 1, 1)
    assert [(effect.used_after, effect.over) for effect in preview.quotas] == [(4, 3)]
    assert [(e.needed, e.available_after) for e in preview.lines] == [(2_000, -500)]
    assert (preview.unfunded, preview.undecided) == (2, [undecided])
    assert not preview.can_publish
    assert statuses() == [ApplicationStatus.ELIGIBLE] * 6


def test_preview_of_nothing_cannot_be_published(cohort: Cohort):
    assert not decisions.preview(cohort).can_publish


@pytest.mark.parametrize(
    ("ceiling", "budget", "fits"), [(1, 1_000, True), (0, 1_000, False), (1, 999, False)]
)
def test_preview_fits_exactly(call: Call, cohort: Cohort, ceiling: int, budget: int, fits: bool):  # noqa: FBT001
    quota(cohort, ceiling)
    package_for(line_of(grant_for(cohort.program), budget=budget), amount=1_000)
    staged(call)
    assert decisions.preview(cohort).can_publish is fits
    if fits:
        assert len(publish(cohort)) == 1


# --- publication --------------------------------------------------------------------------------


def test_publication_makes_every_outcome_true(call: Call, cohort: Cohort):
    chosen, waiting, refused = (
        staged(call), staged(call, Outcome.WAITLISTED), staged(call, Outcome.NOT_SELECTED),
    )  # fmt: skip
    officer = UserFactory()
    (offer,) = decisions.publish(cohort, by=officer)
    assert offer.application == chosen
    assert statuses() == ["selected", "waitlisted", "not_selected"]
    assert set(Decision.objects.values_list("published_by", flat=True)) == {officer.pk}
    for person, template in [
        (chosen, "offer_made"),
        (waiting, "application_waitlisted"),
        (refused, "application_not_selected"),
    ]:
        mail = OutgoingEmail.objects.get(kind=template)
        assert mail.recipient == person.applicant.user.email


def test_second_publication_finds_nothing(call: Call, cohort: Cohort):
    staged(call)
    publish(cohort)
    before = OutgoingEmail.objects.count()
    assert publish(cohort) == []
    assert (Offer.objects.count(), OutgoingEmail.objects.count()) == (1, before)


def test_publication_leaves_other_cohorts_alone(call: Call, cohort: Cohort):
    staged(call)
    elsewhere = staged(open_call(CohortFactory(program=cohort.program)))
    publish(cohort)
    assert Decision.objects.staged().get().application == elsewhere


def test_second_round_takes_from_the_waiting_list(call: Call, cohort: Cohort):
    quota(cohort, 1)
    first, second = staged(call), staged(call, Outcome.WAITLISTED)
    (offer,) = publish(cohort)
    offers.decline(offer, by=first.applicant.user)
    second.refresh_from_db()
    stage([second], Outcome.SELECTED)
    (promoted,) = publish(cohort)
    assert (promoted.application, promoted.status) == (second, OfferStatus.SENT)
    assert statuses() == ["selected", "selected"]
    assert not list(invariants.differences())


@pytest.mark.parametrize(
    ("limits", "nationality", "refusal"),
    [
        ((1, 9_000), "VN", QuotaFull),
        ((9, 1_999), "VN", BudgetExceeded),
        ((9, 9_000), "VE", StreamUndecided),
    ],
)
def test_what_does_not_fit_is_refused_whole(
    call: Call, cohort: Cohort, limits: tuple[int, int], nationality: str, refusal: type[Exception]
):
    quota(cohort, limits[0])
    line = line_of(grant_for(cohort.program), budget=limits[1])
    package_for(line, amount=1_000)
    for outcome in Outcome:
        staged(call, outcome)
    staged(call, applicant__nationality=nationality)
    before = OutgoingEmail.objects.count()
    with pytest.raises(refusal):
        publish(cohort)
    line.refresh_from_db()
    assert statuses() == [ApplicationStatus.ELIGIBLE] * 4
    assert (Place.objects.count(), Offer.objects.count(), line.committed) == (0, 0, 0)
    assert Decision.objects.staged().count() == 4
    assert OutgoingEmail.objects.count() == before
    assert not list(invariants.differences())


def test_offer_without_a_package_holds_no_money(call: Call, cohort: Cohort):
    package_for(line_of(grant_for(cohort.program)), "KOREA")
    assert offered(call).commitment is None
    assert offered(call, applicant__nationality="KR").commitment is not None


def test_package_of_another_modality_pays_nobody(call: Call, cohort: Cohort):
    package = package_for(line_of(grant_for(cohort.program)))
    package.modality = "online"
    package.save()
    assert offered(call).commitment is None


@pytest.mark.parametrize("count", [1, 5])
def test_statements_do_not_grow_with_the_decisions(
    call: Call, cohort: Cohort, count: int, django_assert_num_queries: Any
):
    quota(cohort, 9)
    package_for(line_of(grant_for(cohort.program)))
    for _person in range(count):
        staged(call)
    officer = UserFactory()
    with django_assert_num_queries(23):
        decisions.publish(cohort, by=officer)
