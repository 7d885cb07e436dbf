"""The style sheets keep what they promise: contrast, one dark theme, weight, no foreign address."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR) / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
ROOT, *_ = TOKENS.split("@media (prefers-color-scheme: dark)")
BY_DEVICE, BY_SWITCH = TOKENS.removeprefix(ROOT).split(':root[data-theme="dark"]')

AA_TEXT, AA_GRAPHICS = 4.5, 3.0
ON_GROUNDS = ["ground", "surface", "sunken"]
TONES = ["info", "good", "warn", "bad", "quiet"]
PAIRS = [
    *[("ink", ground, AA_TEXT) for ground in ON_GROUNDS],
    *[("ink-soft", ground, AA_TEXT) for ground in ON_GROUNDS],
    *[("accent", ground, AA_TEXT) for ground in [*ON_GROUNDS, "accent-soft"]],
    *[("line-strong", ground, AA_GRAPHICS) for ground in ON_GROUNDS],
    *[("focus", ground, AA_GRAPHICS) for ground in ["ground", "surface"]],
    *[(tone, f"{tone}-soft", AA_TEXT) for tone in TONES],
    *[("ink", f"{tone}-soft", AA_TEXT) for tone in TONES],
    *[(f"chart-{number}", "surface", AA_GRAPHICS) for number in range(1, 7)],
    ("on-accent", "accent", AA_TEXT),
    ("on-accent", "accent-strong", AA_TEXT),
    ("bad", "surface", AA_TEXT),
    ("band-ink", "band", AA_TEXT),
    ("band-soft", "band", AA_TEXT),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--color-([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [colours(ROOT), colours(BY_DEVICE)], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(theme: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(theme[front], theme[back]) >= least


def test_both_dark_themes_are_one() -> None:
    values = re.compile(r"--[\w-]+: [^;]+;")
    assert values.findall(BY_DEVICE) == values.findall(BY_SWITCH)
    assert colours(ROOT).keys() == colours(BY_DEVICE).keys()


def test_every_value_that_is_used_exists() -> None:
    defined = {
        name
        for sheet in CSS.glob("*.css")
        for name in re.findall(r"(--[\w-]+):", sheet.read_text())
    }
    for sheet in CSS.glob("*.css"):
        used = set(re.findall(r"var\((--(?!bs-)[\w-]+)", sheet.read_text()))
        assert used <= defined, sheet.name


def test_styles_of_a_public_page_stay_light() -> None:
    bootstrap = Path(settings.BASE_DIR, "node_modules/bootstrap/dist/css/bootstrap.min.css")
    sheets = [
        bootstrap,
        *(CSS / f"{name}.css" for name in ("tokens", "controls", "components", "site")),
    ]
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) < 60_000


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in [*CSS.glob("*"), *(CSS.parent / "js").glob("*")]:
        assert not re.search(r"https?://|@import", path.read_text()), path.name
