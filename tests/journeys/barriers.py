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
# What axe judges by: elements, classes, roles and states, and whether there are words. Left out are
# the words themselves, and what names or numbers one thing among others.
SKELETONS = """
() => {
  const main = document.querySelector("main") ?? document.body;
  const NAMES = "id for name value href src srcset action formaction nonce datetime max min "
    + "aria-controls aria-describedby aria-labelledby aria-owns aria-valuetext aria-valuenow";
  const leftOut = new Set(NAMES.split(" "));
  const isLeftOut = (name) => leftOut.has(name) || name.startsWith("data-");
  const skeleton = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.trim() ? "t" : "";
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.tagName === "SCRIPT") return "";
    const said = [...node.attributes]
      .filter((one) => !isLeftOut(one.name))
      .map((one) => (["alt", "title", "aria-label", "placeholder", "content"].includes(one.name)
        ? `${one.name}=${one.value.trim() ? 1 : 0}` : `${one.name}=${one.value}`));
    const inside = node === main ? [] : [...node.childNodes].map(skeleton);
    return `<${node.tagName} ${said.sort().join(" ")}>${inside.join("")}</>`;
  };
  const around = skeleton(document.documentElement);
  return [around, [...main.childNodes].map(skeleton).join("")];
}
"""
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def bring_axe(context: BrowserContext) -> None:
    """Put axe-core into every page by the debugger's way in: the page's policy stays as it is."""
    context.add_init_script(path=AXE)


def found_by_axe(page: Page, *, only_grave: bool) -> list[str]:
    page.wait_for_load_state()  # a press may have led to a page that is not all there yet
    violations = page.evaluate(RUN)["violations"]
    return [_told(v) for v in violations if not only_grave or v["impact"] in GRAVE]


def is_new(page: Page, seen: set[int], *circumstances: object) -> bool:
    """Whether the page, or what stands around it, is built as none that was asked about before.

    Roles meet the same pages in other menus: both halves have been judged, each in a whole page.
    """
    halves = {hash((half, *circumstances)) for half in page.evaluate(SKELETONS)}
    known = halves <= seen
    seen |= halves
    return not known


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
