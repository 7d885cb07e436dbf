"""What dashboards count of a group of people, from the tallies, and as it may be handed out."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from trainees.applying.statuses import ApplicationStatus
from trainees.joining.statuses import LIVE_ENROLMENTS, OfferStatus
from trainees.online.statuses import OnlineStatus
from trainees.people.reports.small_counts import BESIDE, Number
from trainees.places.models import Tally

_PASSED_SCREENING = {
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.IN_REVIEW,
    ApplicationStatus.SELECTED,
    ApplicationStatus.WAITLISTED,
    ApplicationStatus.NOT_SELECTED,
}


class Cell(Protocol):
    """So many of a thing in one status: a tally, or what was counted row by row."""

    @property
    def thing(self) -> str:
        """What is counted, see `Tally.Thing`."""
        ...

    @property
    def status(self) -> str: ...

    @property
    def count(self) -> int: ...


@dataclass
class Counts:
    """Applied, offered and enrolled, of one group."""

    label: str
    applied: int = 0
    eligible: int = 0
    selected: int = 0
    waitlisted: int = 0
    offered: int = 0
    waiting: int = 0
    enrolled: int = 0
    online: int = 0  # without a place, in no quota

    def add(self, cell: Cell) -> None:
        if cell.thing == Tally.Thing.APPLICATION:
            self.applied += cell.count
            self.eligible += cell.count * (cell.status in _PASSED_SCREENING)
            self.selected += cell.count * (cell.status == ApplicationStatus.SELECTED)
            self.waitlisted += cell.count * (cell.status == ApplicationStatus.WAITLISTED)
        elif cell.thing == Tally.Thing.OFFER:
            # A deferred one is counted as the offer that followed it, in the later cohort.
            self.offered += cell.count * (cell.status != OfferStatus.DEFERRED)
            self.waiting += cell.count * (cell.status == OfferStatus.SENT)
        elif cell.thing == Tally.Thing.ONLINE:
            self.online += cell.count * (cell.status == OnlineStatus.ENROLLED)
        else:
            self.enrolled += cell.count * (cell.status in LIVE_ENROLMENTS)


class GroupCounts(NamedTuple):
    """The counts of one group as they may be handed out; see `small_counts`."""

    label: str
    applied: Number = BESIDE
    eligible: Number = BESIDE
    offered: Number = BESIDE
    enrolled: Number = BESIDE
    waitlisted: Number = BESIDE
    online: Number = BESIDE
    waiting: Number = BESIDE


CountsRow = Counts | GroupCounts
