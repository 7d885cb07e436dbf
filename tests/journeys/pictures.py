"""Pictures for the README, taken where a journey passes: `make pictures` keeps them."""

import os
from pathlib import Path

from playwright.sync_api import Page

KEPT_IN = os.environ.get("PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Keep what the person sees, where somebody asked for pictures."""
    if KEPT_IN:
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=Path(KEPT_IN) / f"{name}.png")
