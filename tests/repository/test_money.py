"""Money is whole won: no float in what reckons with it, no page that writes it another way."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MONEY = [
    *[p for p in (ROOT / "grants").rglob("*.py") if "migrations" not in p.parts],
    ROOT / "ivi_training" / "pages" / "money.py",
    ROOT / "trainees" / "insight" / "reports" / "money.py",
    ROOT / "trainees" / "insight" / "reports" / "grant_pages.py",
    ROOT / "trainees" / "costs" / "reports" / "trainee_costs.py",
]
PAGES = [
    *(ROOT / "templates" / "grants").rglob("*.html"),
    *(ROOT / "templates" / "trainees").rglob("grant_*.html"),
]
# Columns of the models and of the reports that hold won.
AMOUNTS = (
    "amount|awarded|unallocated|received|tranches|interest_earned|returned|budgeted|committed|"
    "spent|available|balance|cost|ceiling|per_enrolled|per_completed|shared"
)
# Divisions of what is a decimal already.
DECIMALS = {"amount * rate.rate / rate.per"}
SHOWN = re.compile(r"{{\s*([\w.]+\.(?:" + AMOUNTS + r"))\s*(\|[^}]*)?}}")


def floats(text: str) -> Iterator[str]:
    """Where a module makes a float: by name, by a literal, by a division of whole numbers."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"float", "FloatField", "NumberInput"}:
                yield f"{node.lineno}: {name}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"{node.lineno}: {node.value}"
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.Div)
            and not ast.unparse(node.left).startswith("Decimal(")
            and ast.unparse(node) not in DECIMALS
        ):
            yield f"{node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("module", MONEY, ids=lambda path: str(path.relative_to(ROOT)))
def test_money_is_never_a_float(module: Path):
    assert list(floats(module.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "text", ["x: float = 1", "half = 0.5", "rate = spent / budgeted", "n = models.FloatField()"]
)
def test_floats_would_be_found(text: str):
    assert list(floats(text))


def test_amounts_are_written_as_money():
    wrong = [
        f"{page.name}: {name}"
        for page in PAGES
        for name, filters in SHOWN.findall(page.read_text("utf-8"))
        if "krw" not in filters
    ]
    assert wrong == []
    assert not any("floatformat" in page.read_text("utf-8") for page in PAGES)
