"""Places that change hands early: one is declined, one becomes one of the later course.

Who waits is promoted by the service that does it always, and the office approves.
"""

from courses.cohorts.models import Cohort
from ivi_training.accounts.models import User
from trainees.applying.models import Application
from trainees.joining.actions import deferrals, offers
from trainees.joining.models import Offer
from trainees.joining.statuses import OfferStatus
from trainees.places.actions import places
from trainees.selecting.actions import promotions
from trainees.selecting.models import WaitingEntry

ASKED_FIRST = 20  # of those who wait


def open_offers(cohort: Cohort) -> list[Offer]:
    """Offers that wait for an answer, as a page reads them; the oldest first."""
    found = Offer.objects.filter(application__cohort=cohort, status=OfferStatus.SENT)
    return list(
        found.select_related(
            "application__applicant__user",
            "application__cohort",
            "application__call",
            "place__cohort",
            "commitment",
        ).order_by("pk")
    )


def next_of(cohort: Cohort) -> Application:
    """The first on the waiting list who is in nobody's way: whom the next free place goes to."""
    entries = WaitingEntry.objects.waiting().filter(cohort=cohort)[:ASKED_FIRST]
    waiting = [entry.application_id for entry in entries]
    found = Application.objects.select_related("cohort", "applicant").in_bulk(waiting)
    stopped = places.obstacles(cohort.program_id, list(found.values()))
    return next(found[pk] for pk in waiting if not stopped[pk])


def decline(offer: Offer) -> None:
    """Turn an offer down on the day after it came."""
    user = offer.application.applicant.user
    offers.decline(offer, by=user, reason="I start a new position in the weeks of the course.")


def defer(offer: Offer, later: Cohort, *, by: User) -> None:
    user = offer.application.applicant.user
    offers.accept(offer, by=user)
    text = "The inspection of our plant was moved into these two weeks, and I have to be there."
    asked = deferrals.ask(offer, wanted=later, text=text, by=user)
    deferrals.grant(asked, later, by=by, reason="The later course suits the person as well.")


def promote(cohort: Cohort, *, by: User) -> list[Application]:
    """Hand on what is free, as the clock does, and approve it; who was offered a place accepts."""
    promoted = []
    for promotion in promotions.run(cohort.program_id):
        promotions.approve(promotion, by=by)
        application = promotion.entry.application
        offers.accept(application.offers.latest("pk"), by=application.applicant.user)
        promoted.append(application)
    return promoted
