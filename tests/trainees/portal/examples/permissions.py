"""Who opens the pages and lists of `trainees.portal`."""

from tests.repository.access import EVERYBODY, Page

PAGES: dict[str, Page] = {
    "trainees:workplace": Page(EVERYBODY),
    "trainees:application_one_page": Page(EVERYBODY, ("call_code",)),
    "trainees:application_list": Page(EVERYBODY),
    "trainees:application_detail": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_received": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_submit": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_withdraw": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:application_appeal": Page(EVERYBODY, ("application",), is_own=True),
    "trainees:consent_list": Page(EVERYBODY),
    "trainees:consent_answer": Page(EVERYBODY, ("consent",), is_own=True),
}
