"""What keeps a person from using a page: what axe-core finds, and what a phone cannot show."""

from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, Page

AXE = Path(settings.BASE_DIR, "node_modules", "axe-core", "axe.min.js")
# Without `preload`: it would copy style sheets into the page, which our policy refuses.
RUN = "axe.run(document, { resultTypes: ['violations'], preload: false })"
GRAVE = {"serious", "critical"}
OVERFLOW = "document.scrollingElement.scrollWidth - innerWidth"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def bring_axe(context: BrowserContext) -> None:
    """Put axe-core into every page by the debugger's way in: the page's policy stays as it is."""
    context.add_init_script(path=AXE)


def found_by_axe(page: Page, *, only_grave: bool) -> list[str]:
    violations = page.evaluate(RUN)["violations"]
    return [_told(v) for v in violations if not only_grave or v["impact"] in GRAVE]


def wider_than_the_screen(page: Page) -> list[str]:
    over = page.evaluate(OVERFLOW)
    return [f"{over} pixels wider than the screen"] if over > 1 else []


def go_to_a_desk(page: Page) -> None:
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")


def go_to_a_phone_at_night(page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")


def _told(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    first = nodes[0]
    why = first["failureSummary"].splitlines()[-1].strip()
    return f"{violation['id']} ({violation['impact']}) at {len(nodes)}: {first['target']} {why}"
