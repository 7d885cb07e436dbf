"""What the database refuses or keeps in `trainees.joining`, whoever writes."""

from django.db import connection
from django.utils import timezone

from courses.calls.models import (
    FormVersion,
)
from courses.cohorts.models import Cohort
from grants.commitments.actions import commitments
from grants.commitments.actions.commitments import Promise
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.grants import grant_for, line_of, package_for
from tests.factories.payers import pledged
from tests.factories.trainees import (
    ApplicantFactory,
    eligible,
)
from tests.repository.tries import (
    end_places,
    next_cohort,
    other_acceptance_form,
    own_cohort,
    passport,
    release,
    send_in_past_actions,
)
from tests.repository.world import (
    Step,
    again,
    copy_of_application,
    drop,
    put,
    unguarded,
)
from trainees.applying.models import Answer, Application
from trainees.joining.models import (
    Condition,
    Deferral,
    Enrolment,
    Offer,
    OfferExtension,
    Onboarding,
    Pledge,
)
from trainees.online.models import OnlineEnrolment
from trainees.places.actions import places
from trainees.places.models import (
    Place,
)


def offer_past_a_pledge() -> None:
    """The whole cost is promised although somebody else pays a part of it."""
    application, by = eligible(), UserFactory()
    package = package_for(line_of(grant_for(application.cohort.program)), amount=1_000)
    pledged(application, 10, kind="other")
    (place,) = places.take([application])
    (made,) = commitments.commit([Promise(package, application.cohort, "Offer")], by=by)
    Offer.objects.create(
        application=application, place=place, commitment=made, respond_by=timezone.now()
    )


def send_in_without_passport() -> None:
    Answer.objects.filter(question=passport()).delete()
    put(Onboarding, status="sent_in", sent_in_at=timezone.now)()


def ask_as_sent_in() -> None:
    row = Onboarding.objects.get()
    row.pk, row._state.adding, row.status, row.sent_in_at = None, True, "sent_in", timezone.now()
    row.save(force_insert=True)


def open_online() -> Cohort:
    """The open online cohort, which takes no place."""
    return Cohort.objects.get(is_open=True)


def other_persons() -> Application:
    return copy_of_application("OTHER", applicant=ApplicantFactory)


def refuse_deferral() -> None:
    facts = {"note": "No room", "decided_at": timezone.now(), "decided_by": UserFactory}
    put(Deferral, status="refused", **facts)()


def grant_deferral() -> None:
    """Agreed, and nothing is moved."""
    facts = {"note": "Fine", "decided_at": timezone.now(), "decided_by": UserFactory}
    put(Deferral, status="granted", to_cohort=next_cohort, **facts)()


def judge() -> None:
    """Let the database judge what was done before, as at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def given_back() -> Place:
    """A place of a second application, given back at once."""
    again(Place, application=copy_of_application("BACK"), released_at=timezone.now())()
    return Place.objects.latest("pk")


def offer_of_a_place_given_back() -> None:
    place = given_back()
    Offer.objects.create(application=place.application, place=place, respond_by=timezone.now())


def enrol_on_a_place_given_back() -> None:
    """The offer is declined and its place released, as it should be; then somebody enrols."""
    offer = Offer.objects.get()
    unguarded("trainees.Onboarding:kept", step=drop(Onboarding))()
    drop(Enrolment)()
    unguarded("trainees.Offer:status_moves", step=put(Offer, status="declined"))()
    release()()
    judge()
    Enrolment.objects.create(
        offer=offer, application=offer.application, cohort=offer.application.cohort
    )


def enrol_who_is_online() -> None:
    """The online enrolment runs again, and the enrolment is written a second time."""
    enrolment = Enrolment.objects.get()
    unguarded("trainees.Onboarding:kept", step=drop(Onboarding))()
    drop(Enrolment)()
    unguarded(
        "trainees.OnlineEnrolment:status_moves",
        step=put(OnlineEnrolment, status="enrolled", ended_at=None),
    )()
    judge()
    enrolment.save(force_insert=True)


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Pledge:facts_stand": [put(Pledge, pledged=1), put(Pledge, name="Another")],
    "Pledge:kept": [drop(Pledge)],
    "Pledge:covered": [
        again(Pledge, payer="trainee"), put(Pledge, ended_at=timezone.now, ended_by=UserFactory),
    ],
    "Offer:less_what_others_pay": [offer_past_a_pledge],
    "Place:seat_held": [lambda: [judge(), release()()]],
    "Offer:seat_held": [
        offer_of_a_place_given_back,
    ],
    "Enrolment:seat_held": [enrol_on_a_place_given_back],
    "OfferExtension:apply": [again(OfferExtension)],
    "OfferExtension:append_only": [put(OfferExtension, reason="Other"), drop(OfferExtension)],
    "Condition:status_moves": [
        lambda: [
            put(Condition, status="met", settled_at=timezone.now(), settled_by=UserFactory)(),
            unguarded("trainees.Condition:facts_stand", step=put(Condition, status="open"))(),
        ],
    ],
    "Condition:status_start": [again(Condition, status="met", offer=None)],
    "Condition:facts_stand": [
        put(Condition, text="Another"), put(Condition, kind="document"), put(Condition, offer=None),
        put(Condition, when_missed="person"), put(Condition, due_at=timezone.now),
    ],
    "Condition:of_open_offer": [again(Condition)],
    "Condition:frees_the_place": [
        put(Condition, status="missed", settled_at=timezone.now()),
    ],
    "Condition:kept": [drop(Condition)],
    "Deferral:status_moves": [
        lambda: [refuse_deferral(), unguarded(
            "trainees.Deferral:stands",
            step=put(Deferral, status="asked", decided_at=None, decided_by=None),
        )()],
    ],
    "Deferral:status_start": [again(Deferral, status="refused")],
    "Deferral:to_later": [
        again(Deferral, wanted=open_online), again(Deferral, wanted=CohortFactory),
        again(Deferral, wanted=own_cohort), again(Deferral, application=other_persons),
        put(Deferral, to_cohort=own_cohort),
        lambda: [release()(), again(Deferral)()],
    ],
    "Deferral:carried_out": [grant_deferral],
    "Deferral:stands": [
        put(Deferral, text="Another"), put(Deferral, wanted=None, asked_at=timezone.now),
        lambda: [refuse_deferral(), put(Deferral, note="Another")()],
    ],
    "Deferral:kept": [drop(Deferral)],
    "Onboarding:status_moves": [put(Onboarding, status="returned")],
    "Onboarding:status_start": [ask_as_sent_in],
    "Onboarding:facts_frozen": [
        lambda: [send_in_past_actions(), put(Onboarding, form_version_id=0)()],
    ],
    "Onboarding:of_trainee": [
        lambda: [end_places(), put(Onboarding, due_at=timezone.now)()],
        put(Onboarding, form_version=lambda: FormVersion.objects.get(stage="application")),
    ],
    "Onboarding:answered_whole": [send_in_without_passport],
    "Onboarding:answers_follow": [put(Onboarding, form_version=other_acceptance_form)],
    "Onboarding:of_one": [put(Onboarding, application=other_persons)],
    "Onboarding:kept": [drop(Onboarding)],
    "Offer:deferred_by_row": [put(Offer, status="deferred")],
    "Enrolment:deferred_by_row": [put(Enrolment, status="deferred")],
    "Enrolment:cohort_of_place": [put(Enrolment, cohort=open_online)],
    "OnlineEnrolment:without_seat": [
        unguarded(
            "trainees.OnlineEnrolment:open_to_them",
            step=again(OnlineEnrolment, status="enrolled", ended_at=None),
        ),
    ],
    "Enrolment:without_seat": [enrol_who_is_online],
    "Offer:status_moves": [put(Offer, status="sent")],
    "Offer:status_start": [again(Offer, place_id=0, commitment=None)],
    "Enrolment:status_moves": [put(Enrolment, status="completed")],
    "Enrolment:status_start": [
        unguarded(
            "trainees.Enrolment:cohort_of_place", step=again(Enrolment, status="ready", offer_id=0)
        ),
    ],
}  # fmt: skip

# Refuses nothing; it is raced.
WAITING = {"Pledge:after_offers"}
