"""What the database refuses or keeps in `trainees.insight`, whoever writes."""

from django.utils import timezone

from tests.repository.tries import copy_of_place
from tests.repository.world import (
    Step,
    again,
    copy_of_application,
    drop,
    put,
    unguarded,
)
from trainees.applying.models import Application
from trainees.joining.models import (
    Enrolment,
    Offer,
    Onboarding,
)
from trainees.online.models import OnlineEnrolment


def copy_of_offer() -> None:
    place = copy_of_place()
    again(
        Offer, application=place.application, place=place, commitment=None, status="sent",
        responded_at=None,
    )()  # fmt: skip


def enrol_again() -> None:
    enrolment = Enrolment.objects.get()
    unguarded("trainees.Onboarding:kept", step=drop(Onboarding))()
    drop(Enrolment)()
    enrolment.save(force_insert=True)


# What a trigger counts: a step, and the counter that the step leaves wrong without the trigger.
COUNTING: dict[str, tuple[Step, str]] = {
    "Application:tally_insert": (lambda: copy_of_application("COPY"), "tally.count"),
    "Application:tally_update": (put(Application, status="withdrawn"), "tally.count"),
    "Application:tally_delete": (
        lambda: Application.objects.filter(reference="SPARE").delete(), "tally.count",
    ),
    "Offer:tally_insert": (copy_of_offer, "tally.count"),
    "Offer:tally_update": (
        put(Offer, status="rescinded", responded_at=timezone.now), "tally.count",
    ),
    "Offer:tally_delete": (lambda: [drop(Enrolment)(), drop(Offer)()], "tally.count"),
    "OnlineEnrolment:tally_insert": (
        unguarded(
            "trainees.OnlineEnrolment:open_to_them",
            "trainees.OnlineEnrolment:without_seat",
            step=again(OnlineEnrolment, status="enrolled", ended_at=None),
        ),
        "tally.count",
    ),
    "OnlineEnrolment:tally_update": (
        unguarded(
            "trainees.OnlineEnrolment:status_moves", step=put(OnlineEnrolment, status="left")
        ),
        "tally.count",
    ),
    "OnlineEnrolment:tally_delete": (
        unguarded("trainees.OnlineEnrolment:kept", step=drop(OnlineEnrolment)),
        "tally.count",
    ),
    "Enrolment:tally_insert": (enrol_again, "tally.count"),
    "Enrolment:tally_update": (put(Enrolment, status="in_training"), "tally.count"),
    "Enrolment:tally_delete": (drop(Enrolment), "tally.count"),
}  # fmt: skip
