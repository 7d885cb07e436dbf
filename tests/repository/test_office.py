"""A page of the office has one frame, and every address comes from `reverse`."""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.repository.world import APPS

ROOT = Path(settings.BASE_DIR)
OFFICE = ROOT / "ivi_training" / "office"
LAYOUT = "layouts/admin_page.html"
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text("utf-8")
    for path in (ROOT / "templates").rglob("*.html")
}
RENDER = {"render", "render_to_string", "TemplateResponse", "SimpleTemplateResponse"}
# What names the address of a page in an expression.
ADDRESS = re.compile(r"\b(reverse|resolve_url|get_full_path|build_absolute_uri)\(|\.path(_info)?\b")
CUTS = {"replace", "removesuffix", "removeprefix", "rsplit", "split", "partition", "rpartition"}

Find = Callable[[ast.Module], Iterator[ast.AST]]


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """What answers requests: not the local services, the demonstration or a migration."""
    aside = {"migrations", "local", "management", "demonstration"}
    return [
        (str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8")))
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not aside & set(path.parts) and OFFICE not in path.parents
    ]


def places(find: Find) -> list[str]:
    """Where outside the office it is found."""
    return [f"{name}:{node.lineno}" for name, tree in modules() for node in find(tree)]


@cache
def office_templates() -> set[str]:
    """The layout of the office, and all that extends it, over however many steps."""
    known, more = set(), {LAYOUT}
    while more:
        known |= more
        more = {
            name
            for name, text in TEMPLATES.items()
            if any(f'{{% extends "{one}" %}}' in text for one in known)
        } - known
    return known


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def frames_by_hand(tree: ast.Module) -> Iterator[ast.AST]:
    """The context of the admin's site, or a dict with the parts of a frame."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "each_context":
            yield node
        if isinstance(node, ast.Dict):
            keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if "trail" in keys or {"title", "back"} <= keys:
                yield node


def rendered_without_frame(tree: ast.Module) -> Iterator[ast.AST]:
    """A template of the office, by its name or by a constant of the module, shown otherwise."""
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    templates = office_templates()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in RENDER:
            for given in [*node.args, *(keyword.value for keyword in node.keywords)]:
                name = constants.get(given.id) if isinstance(given, ast.Name) else given
                if (name.value if isinstance(name, ast.Constant) else name) in templates:
                    yield node


def addresses_by_hand(tree: ast.Module) -> Iterator[ast.AST]:
    """An address that is cut, put together, or written down."""
    for node in ast.walk(tree):
        is_cut = isinstance(node, ast.Call) and called(node) in CUTS
        is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        if (is_cut or is_sum) and ADDRESS.search(ast.unparse(node)):
            yield node
        if isinstance(node, ast.JoinedStr) and is_address(node):
            yield node


def is_address(text: ast.JoinedStr) -> bool:
    """It begins with a slash, goes on after an address, or carries a query behind a value."""
    words = [str(part.value) for part in text.values if isinstance(part, ast.Constant)]
    values = [ast.unparse(p.value) for p in text.values[:-1] if isinstance(p, ast.FormattedValue)]
    begins = isinstance(text.values[0], ast.Constant) and words[0].startswith("/")
    goes_on = any(ADDRESS.search(value) for value in values)
    return begins or goes_on or any(re.match(r"\?\w+=", word) for word in words)


@pytest.mark.parametrize("find", [frames_by_hand, rendered_without_frame, addresses_by_hand])
def test_office_is_entered_by_its_door(find: Find):
    assert places(find) == []


@pytest.mark.parametrize(
    ("find", "sample"),
    [
        (frames_by_hand, "context = {**admin.site.each_context(request)}"),
        (frames_by_hand, 'context = {"title": "Screening", "trail": []}'),
        (frames_by_hand, 'context = {"title": "Screening", "back": "x"}'),
        (rendered_without_frame, 'render(request, "ivi_training/office/act.html", {})'),
        (
            rendered_without_frame,
            'PAGE = "trainees/office/cohort_board.html"\nrender(request, PAGE, {})',
        ),
        (rendered_without_frame, 'TemplateResponse(request, template="layouts/admin_page.html")'),
        (addresses_by_hand, 'request.get_full_path().replace("/screen/", "/board/")'),
        (addresses_by_hand, 'request.path.removesuffix("stage/")'),
        (addresses_by_hand, 'reverse("admin:index") + "?q=1"'),
        (addresses_by_hand, "f\"{reverse('admin:index')}?q=1\""),
        (addresses_by_hand, 'f"{url}?q={word}"'),
        (addresses_by_hand, 'f"/admin/{pk}/"'),
    ],
)
def test_what_is_to_be_found_is_found(find: Find, sample: str):
    assert list(find(ast.parse(sample)))


def test_layout_of_the_office_is_widely_used():
    assert len(office_templates()) > 30


def test_templates_write_no_address_down():
    written = re.compile(r'\b(?:href|action|formaction|src|data-[\w-]+)="/\w')
    assert [name for name, text in TEMPLATES.items() if written.search(text)] == []
    assert written.search('<a href="/admin/">')
