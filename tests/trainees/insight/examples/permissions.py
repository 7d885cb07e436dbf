"""Who opens the pages and lists of `trainees.insight`."""

from tests.repository.access import MONEY, NUMBERS, Page, R

PAGES: dict[str, Page] = {
    "trainees:dashboard": Page(NUMBERS),
    "trainees:program_dashboard": Page(NUMBERS, ("program_code",)),
    "trainees:dashboard_share": Page(NUMBERS, ("program_code",)),
    "trainees:dashboard_share_csv": Page(NUMBERS, ("program_code",)),
    "admin:grant_start": Page(MONEY | {R.LEAD}),
    "admin:grant_page": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:grant_entries": Page(MONEY | {R.LEAD}, ("grant",)),
    "admin:grant_idle": Page(MONEY | {R.LEAD}, ("grant",)),
}
