"""The words in which a room says who opens its pages, and what stands there to be opened."""

from dataclasses import dataclass

from courses.calls.models import Call
from courses.cohorts.models import Cohort
from grants.spending.models import Expenditure
from ivi_training.guards.permissions import Role
from trainees.applying.models import Endorsement
from trainees.joining.models import Offer
from trainees.reviewing.models import Ranking, Review

R = Role
EVERYBODY = set(Role)
STAFF = EVERYBODY - {R.APPLICANT, R.REVIEWER}
NUMBERS = {R.ADMINISTRATOR, R.ADMISSIONS, R.COORDINATOR, R.LEAD, R.FINANCE, R.APPROVER, R.AUDITOR}
MONEY = {R.ADMINISTRATOR, R.FINANCE, R.APPROVER, R.AUDITOR}
PEOPLE = {R.ADMINISTRATOR, R.ADMISSIONS, R.COORDINATOR, R.AUDITOR}
DECIDING = {R.ADMINISTRATOR, R.ADMISSIONS}
PRIVACY = {R.ADMINISTRATOR, R.PRIVACY}
REVIEWS = {*DECIDING, R.AUDITOR}


@dataclass(frozen=True)
class Page:
    """Who gets in; `own` pages answer "not there" to everybody but the owner."""

    roles: set[Role]
    args: tuple[str, ...] = ()
    method: str = "get"
    is_public: bool = False
    is_own: bool = False


@dataclass(frozen=True)
class Given:
    """What stands already when a room adds its own things, none of them anybody's who asks."""

    cohort: Cohort
    call: Call
    review: Review
    ranking: Ranking
    offer: Offer
    expenditure: Expenditure
    endorsement: Endorsement
