"""Who opens the pages and lists of `trainees.online`."""

from tests.repository.access import EVERYBODY, Page

PAGES: dict[str, Page] = {
    "trainees:online_join": Page(EVERYBODY, ("application",), "post", is_own=True),
    "trainees:online_leave": Page(EVERYBODY, ("application",), "post", is_own=True),
}
