"""What the tables of `trainees.joining` never hold: one try for each constraint."""

from typing import Any

from django.db import models
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.repository.tries import LONG_AGO_AT, unknown
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)
from trainees.joining.models import (
    Condition,
    Deferral,
    Enrolment,
    Offer,
    OfferExtension,
    Onboarding,
    Pledge,
)
from trainees.places.models import (
    Place,
)


def other_place() -> Place:
    """A second place of the same application, given back at once."""
    again(Place, released_at=timezone.now())()
    return Place.objects.latest("pk")


def again_condition(**facts: Any) -> Step:
    """A second condition, as if its offer still waited for an answer."""
    return unguarded("trainees.Condition:of_open_offer", step=again(Condition, **facts))


CONSTRAINTS: dict[str, Step] = {
    "pledge_choices_known": unguarded(
        "trainees.Pledge:facts_stand", step=put(Pledge, payer="dream")
    ),
    "pledge_once": unguarded("trainees.Pledge:covered", step=again(Pledge)),
    "pledge_paid_within_pledged": put(Pledge, paid=models.F("pledged") + 1),
    "pledge_end_has_who_and_when": unguarded(
        "trainees.Pledge:covered", step=put(Pledge, ended_at=timezone.now)
    ),
    "offerextension_is_later": again(
        OfferExtension, respond_by=lambda: OfferExtension.objects.get().before
    ),
    "condition_status_known": unguarded(
        "trainees.Condition:status_moves",
        step=put(Condition, status="nonsense", settled_at=timezone.now()),
    ),
    "condition_kind_known": again_condition(kind="luck"),
    "condition_when_missed_known": again_condition(when_missed="shrug"),
    "condition_other_has_text": again_condition(kind="other"),
    "condition_due_after_setting": again_condition(due_at=LONG_AGO_AT),
    "condition_settling_has_when_and_who": put(Condition, settled_at=timezone.now()),
    "condition_waived_has_reason": put(
        Condition, status="waived", settled_at=timezone.now(), settled_by=UserFactory
    ),
    "deferral_status_known": unguarded(
        "trainees.Deferral:status_moves",
        step=put(Deferral, status="nonsense", decided_at=timezone.now(), decided_by=UserFactory),
    ),
    "deferral_one_open_per_offer": again(Deferral),
    "deferral_says_why": put(
        Deferral, status="refused", decided_at=timezone.now(), decided_by=UserFactory
    ),
    "deferral_decision_has_who_and_when": put(Deferral, decided_at=timezone.now()),
    "deferral_granted_has_cohort": put(
        Deferral, status="granted", note="Fine", decided_at=timezone.now(), decided_by=UserFactory
    ),
    "offer_status_known": unknown(Offer),
    "offer_one_live_per_application": again(
        Offer, status="sent", responded_at=None, commitment=None, place=other_place
    ),
    "offer_answer_has_moment": put(Offer, responded_at=None),
    "enrolment_status_known": unknown(Enrolment),
    "onboarding_status_known": unknown(Onboarding),
    "onboarding_sent_in_has_moment": put(Onboarding, status="sent_in"),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "onboarding.enrolment_id": again(Onboarding),
    "offer.place_id": unguarded(
        "trainees.Offer:status_start", step=again(Offer, status="declined", commitment=None)
    ),
    "offer.commitment_id": unguarded(
        "trainees.Offer:status_start",
        step=again(Offer, status="declined", place=other_place),
    ),
    "enrolment.offer_id": again(Enrolment),
}  # fmt: skip
