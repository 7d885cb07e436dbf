"""What would stop a deferral now: each later cohort, asked as if the old place were given back."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Cohort
from trainees.actions import deferrals, places
from trainees.actions.funds import Funds
from trainees.actions.limits import Limits, load_names
from trainees.models import Offer, Place
from trainees.models.counting import FACTS


@dataclass(frozen=True)
class Option:
    """A later cohort, and what is in the way there; nothing when the list is empty."""

    cohort: Cohort
    stops: list[str] = field(default_factory=list)


def options(offer: Offer) -> list[Option]:
    """Every later cohort of the program in a fixed number of queries."""
    own, cohorts = offer.place, deferrals.later_cohorts(offer)
    wanted = [deferrals.moved(offer.application, cohort) for cohort in cohorts]
    given_up = {fact: getattr(own, fact) for fact in FACTS}
    limits = Limits.read(own.program_id, [given_up, *(places.facts(one) for one in wanted)])
    limits.count(given_up, -1)
    load_names(standing.quota for standing in limits.standings())
    funds = Funds.read(own.program_id)
    if offer.commitment is not None:
        funds.give_back(offer.commitment)
    seats = Place.objects.seats(wanted)
    found = []
    for one in wanted:
        stops = [str(obstacle) for obstacle in limits.obstacles(places.facts(one))]
        line = funds.shortage(one)
        if line is not None:
            stops.append(
                _("%(line)s: too little is left for the support package.") % {"line": line}
            )
        if (one.applicant_id, one.cohort_id) in seats:
            stops.append(str(places.SeatTaken()))
        found.append(Option(one.cohort, stops))
    return found
