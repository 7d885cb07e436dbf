"""Who opens the pages and lists of `grants.office`."""

from ivi_training.guards.permissions import Role
from tests.repository.access import MONEY, R

LISTS: dict[str, set[Role]] = {
    "grants.grant": MONEY | {R.LEAD},
    "grants.exchangerate": MONEY,
    "grants.fundingsource": MONEY,
}
