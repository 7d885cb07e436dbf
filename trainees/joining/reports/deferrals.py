"""What would stop a deferral now: each later cohort, asked as if the old place were given back."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.cohorts.models import Cohort
from trainees.joining.actions import deferrals
from trainees.joining.actions.funds import Funds
from trainees.joining.models import Offer
from trainees.places.actions import places
from trainees.places.actions.limits import Limits, load_names
from trainees.places.models import Place
from trainees.places.triggers.facts import COLUMNS


@dataclass(frozen=True)
class CohortOption:
    """A later cohort, and what is in the way there; nothing when the list is empty."""

    cohort: Cohort
    stops: list[str] = field(default_factory=list)


def options(offer: Offer) -> list[CohortOption]:
    """Every later cohort of the program in a fixed number of queries."""
    own, cohorts = offer.place, deferrals.later_cohorts(offer)
    wanted = [deferrals.moved_to(offer.application, cohort) for cohort in cohorts]
    given_up = {column: getattr(own, column) for column in COLUMNS}
    limits = Limits.read(own.program_id, [given_up, *(places.facts(one) for one in wanted)])
    limits.count(given_up, -1)
    load_names(state.quota for state in limits.states())
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
        found.append(CohortOption(one.cohort, stops))
    return found
