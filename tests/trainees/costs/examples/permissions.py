"""Who opens the pages and lists of `trainees.costs`."""

from tests.repository.access import MONEY, Page, R

PAGES: dict[str, Page] = {
    "admin:reconciliation": Page(MONEY | {R.LEAD}),
}
