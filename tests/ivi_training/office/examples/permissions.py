"""Who opens the pages and lists of `ivi_training.office`."""

from ivi_training.guards.permissions import Role
from tests.repository.access import STAFF, Page, R

PAGES: dict[str, Page] = {
    "admin:index": Page(STAFF),
}

LISTS: dict[str, set[Role]] = {
    "ivi_training.user": {R.ADMINISTRATOR, R.PRIVACY},
    "ivi_training.statuschange": {R.ADMINISTRATOR, R.PRIVACY},
}
