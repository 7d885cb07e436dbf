"""What stops a waiting person now: a seat, a quota, a budget line, an open question; read once."""

from collections.abc import Iterable

from trainees.applying.models import Application
from trainees.joining.actions.funds import Funds
from trainees.places.actions import places
from trainees.places.actions.limits import Limits
from trainees.places.models import Place
from trainees.selecting.models import PassedOver, WaitingEntry


class PromotionObstacles:
    """Quotas and budget as they stand, with what has been promised since they were read."""

    def __init__(
        self, program_id: int, entries: Iterable[WaitingEntry], promised: Iterable[Application]
    ) -> None:
        promised, entries = list(promised), list(entries)
        wanted = [places.facts(entry.application) for entry in entries]
        self.limits = Limits.read(
            program_id, [*wanted, *(places.facts(application) for application in promised)]
        )
        self.funds = Funds.lock(program_id)
        self._seats = Place.objects.seats([entry.application for entry in entries])
        self._known: dict[tuple[object, ...], PassedOver | None] = {}
        for application in promised:
            self.count(application)

    def stops(self, entry: WaitingEntry) -> PassedOver | None:
        """What stops this person now; people of the same facts and home by the same."""
        if _seat(entry.application) in self._seats:
            return PassedOver(entry=entry, why=PassedOver.Why.SEAT)
        facts = places.facts(entry.application)
        # Who is paid for by others is asked alone; the other facts say what everybody costs.
        alone = entry.application_id if entry.application_id in self.funds.others else None
        key = *facts.values(), str(entry.application.applicant.residence), alone
        if key not in self._known:
            self._known[key] = self._ask(entry.application, facts)
        stopped = self._known[key]
        if stopped is None:
            return None
        return PassedOver(
            entry=entry,
            why=stopped.why,
            quota=stopped.quota,
            line=stopped.line,
            used=stopped.used,
            ceiling=stopped.ceiling,
            reserved=stopped.reserved,
        )

    def count(self, application: Application) -> None:
        self.limits.count(places.facts(application))
        self.funds.count(application)
        self._seats[_seat(application)] = application.pk
        self._known.clear()

    def _ask(self, application: Application, facts: dict[str, object]) -> PassedOver | None:
        if application.stream_id is None:
            return PassedOver(why=PassedOver.Why.STREAM)
        obstacles = self.limits.obstacles(facts)
        if obstacles:
            first = obstacles[0]
            return PassedOver(
                why=PassedOver.Why(first.kind.value),
                quota=first.quota if first.quota.pk else None,
                used=first.used,
                ceiling=first.ceiling,
                reserved=first.reserved,
            )
        line = self.funds.shortage(application)
        return PassedOver(why=PassedOver.Why.BUDGET, line=line) if line else None


def _seat(application: Application) -> tuple[int, int]:
    """A person sits once in a cohort, by however many applications they wait for it."""
    return application.applicant_id, application.cohort_id
