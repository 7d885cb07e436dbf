"""Who opens the pages and lists of `ivi_training.health`."""

from tests.repository.access import EVERYBODY, Page

PAGES: dict[str, Page] = {
    "healthz": Page(EVERYBODY, is_public=True),
}
