"""A room brings its own: what is collected about a table, a page or a query comes from its room."""

import ast
import importlib
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from ivi_training import rooms
from ivi_training.guards import personal
from ivi_training.guards.erasable import Erasable
from ivi_training.office.admin import site
from tests.repository import examples
from tests.repository.test_permissions import patterns
from tests.repository.world import APPS, tables
from trainees.applying.models import Application
from trainees.office.reports import invariants
from trainees.people.models import Applicant

ROOT = Path(settings.BASE_DIR)
# Counted from what dashboards show, and therefore where they are made.
COUNTED_ABOVE = {"tally.count": "trainees.insight"}
# The administration shows some of a person's facts together, some of them in columns of its own.
SHOWN_TOGETHER = {"trainees/office/admin/applications.py"}
TABLE = re.compile(r"\b(?:trainees|grants|courses|ivi_training)_[a-z_]+\b")


def home(module: str) -> str:
    """The room of a module, as in `trainees.joining`."""
    return ".".join(module.split(".")[:2])


def homes(kind: str, table: str) -> dict[str, str]:
    """Where each row of a table of examples stands."""
    return {name: room for room, name, _row in examples.rows(kind, table)}


def levels() -> dict[str, tuple[int, int]]:
    """How far up each room stands, by the contracts."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    layers = {
        contract["containers"][0]: contract["layers"]
        for contract in tools["importlinter"]["contracts"]
        if contract.get("containers") in [[app] for app in APPS]
    }
    return {
        f"{app}.{room}": (apps_up, rooms_up)
        for apps_up, app in enumerate(APPS)
        for rooms_up, layer in enumerate(reversed(layers[app]))
        for room in layer.split(" | ")
    }


def room_of_constraint() -> dict[str, str]:
    return {c.name: home(model.__module__) for model in tables() for c in model._meta.constraints}


def test_constraints_are_tried_in_the_room_of_their_table():
    assert homes("constraints", "CONSTRAINTS") == room_of_constraint()


def test_single_values_are_tried_in_the_room_of_their_table():
    wanted = {model._meta.model_name: home(model.__module__) for model in tables()}
    found = homes("constraints", "UNIQUE")
    assert found == {name: wanted[name.partition(".")[0]] for name in found}


def test_what_is_silent_is_said_in_the_room_of_its_table():
    silent = {
        name: room
        for room, module in examples.modules("constraints")
        for name in getattr(module, "SILENT", ())
    }
    assert silent.items() <= room_of_constraint().items()


def test_history_is_tried_in_the_room_of_its_table():
    recorded = {model: room for room, model, _change in examples.rows("triggers", "RECORDED")}
    assert recorded == {model: home(model.__module__) for model in recorded}


@pytest.mark.parametrize("table", ["REFUSING", "COUNTING", "NOTING"])
def test_triggers_are_tried_in_the_room_that_hangs_them(table: str):
    """Of the table's own room, or of a room above it that has hooks."""
    known = {
        f"{model._meta.object_name}:{trigger.name}": home(model.__module__)
        for model, trigger in pgtrigger.registered()
        if model._meta.app_label in APPS
    }
    up = levels()
    astray = [
        (name, room)
        for name, room in homes("triggers", table).items()
        if room != known[name]
        and not (up[room] > up[known[name]] and (ROOT / room.replace(".", "/") / "hooks").is_dir())
    ]
    assert astray == []


def test_pages_are_opened_in_the_room_of_their_view():
    found = homes("permissions", "PAGES")
    views = {
        name: home(inspect.unwrap(pattern.callback).__module__)
        for name, pattern in patterns()
        if name in found
    }
    # What the office makes for tables of other rooms stands in theirs.
    made = {name for name, room in views.items() if room == "ivi_training.office"}
    assert {n: r for n, r in found.items() if n not in made} == {
        n: r for n, r in views.items() if n not in made
    }


@pytest.mark.parametrize(("kind", "table"), [("permissions", "LISTS"), ("lists", "QUERIES")])
def test_lists_stand_in_the_room_of_their_page(kind: str, table: str):
    wanted = {
        model._meta.label_lower: home(type(page).__module__)
        for model, page in admin.site._registry.items()
        if model._meta.app_label in APPS
    }
    found = {n: r for n, r in homes(kind, table).items() if n.partition(".")[0] in APPS}
    assert found == wanted


def test_every_table_of_ours_says_its_section():
    silent = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if model._meta.app_label in APPS and type(page) not in site._places
    ]
    assert silent == []


def test_start_page_keeps_the_order_of_the_work():
    """Tables with a place of their own; the others of a section follow by name."""
    order: dict[str, list[str]] = {}
    for model, page in admin.site._registry.items():
        section, position = site._places.get(type(page), (site.ACCOUNTS, site.LAST))
        order.setdefault(section, []).append(f"{position:04} {model._meta.model_name}")
    names = {s: [row.split()[1] for row in sorted(rows)] for s, rows in order.items()}
    assert names == {
        "programs": [
            "program", "call", "course", "cohort", "consentterm", "classificationvintage",
            "countryclassification", "formsection", "formversion", "quota", "quotaversion",
        ],
        "applications": [
            "application", "rubric", "reviewer", "review", "ranking", "conflictofinterest",
            "offer", "condition", "enrolment", "onboarding", "organisation", "allocationrun",
            "applicant", "consent", "criterion", "deferral", "endorsement", "onlineenrolment",
            "pledge",
        ],
        "money": [
            "grant", "budgetline", "approvallimit", "commitment", "deadline", "engagement",
            "evidencerule", "exchangerate", "feecategory", "feerate", "fundingsource",
            "ledgerentry", "recovery", "regionband", "supportpackage", "transferpolicy",
        ],
        "mail": ["outgoingemail", "mailpause", "refusedaddress"],
        "accounts": [
            "user", "erasure", "correction", "retentionrule", "retentionhold", "destruction",
            "statuschange",
        ],
    }  # fmt: skip


def test_recounts_stand_in_the_uppermost_room_whose_tables_they_name():
    room = {
        model._meta.db_table: home(model.__module__)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
    }
    up = levels()
    astray = {}
    for app in APPS:
        for module in rooms.find(app, "reports.recounts"):
            for name, sql in module.RECOUNTS.items():
                named = {room[table] for table in TABLE.findall(sql) if table in room}
                wanted = COUNTED_ABOVE.get(name) or max(named, key=up.__getitem__)
                if wanted != home(module.__name__):
                    astray[name] = wanted
    assert astray == {}


def test_corruptions_stand_where_they_are_recounted():
    assert homes("recounts", "CORRUPTIONS") == {
        name: home(module.__name__)
        for app in APPS
        for module in rooms.find(app, "reports.recounts")
        for name in module.RECOUNTS
    }


def test_a_name_recounted_twice_is_refused(monkeypatch: pytest.MonkeyPatch):
    (first, *_others) = rooms.find("trainees", "reports.recounts")
    monkeypatch.setattr(rooms, "find", lambda _app, _module: [first, first])
    with pytest.raises(invariants.ImproperlyConfigured, match="a name that is taken"):
        invariants._collected()


def test_what_an_erasure_may_blank_is_said_by_its_table():
    """A column that a trigger lets an erasure pass is one that the erasure blanks."""
    said: dict[type[models.Model], set[str]] = {}
    for about in personal.declared():
        said.setdefault(about.model, set()).update(about.columns)
    # Blanked by the way of their own: history, names of employers, what commitments gave back.
    otherwise = {"StatusChange", "Organisation", "OrganisationName", "CommitmentItem", "Commitment"}
    silent = {
        f"{model._meta.object_name}.{column}"
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, Erasable) and model._meta.object_name not in otherwise
        for column in trigger.columns
        if column not in said.get(model, set())
    }
    assert silent == set()


def test_declared_columns_are_there():
    for about in personal.declared():
        for column in about.columns:
            assert about.model._meta.get_field(column)
    for model, group in ((Applicant, Applicant.FACTS), (Application, Application.ANSWERS)):
        for column in group:
            try:
                model._meta.get_field(column)
            except FieldDoesNotExist:
                pytest.fail(f"{model.__name__}.{column}")


def test_columns_of_a_person_and_an_employer_are_listed_on_their_models_alone():
    groups = (set(Applicant.FACTS), set(Application.WORK))
    again = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if "migrations" in path.parts or name in SHOWN_TOGETHER:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.List | ast.Tuple | ast.Set):
                typed = {one.value for one in node.elts if isinstance(one, ast.Constant)}
                if any(len(typed & group) >= 3 for group in groups):
                    again.add(name)
    assert again == {
        "trainees/people/models/applicant.py",
        "trainees/applying/models/application.py",
    }


@pytest.fixture
def new_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two made-up rooms in an app of their own, with examples; none of them named anywhere."""
    for room in ("attic", "cellar"):
        reports = tmp_path / "made_up" / room / "reports"
        reports.mkdir(parents=True)
        for folder in (reports, reports.parent, reports.parent.parent):
            (folder / "__init__.py").write_text('"""Made up."""\n')
        (reports / "recounts.py").write_text(f'RECOUNTS = {{"{room}.boxes": "SELECT 1"}}\n')
        brought = tmp_path / "made_up_tests" / "made_up" / room / "examples"
        brought.mkdir(parents=True)
        (brought / "lists.py").write_text(f'QUERIES = {{"made_up.{room}": 4}}\n')
    (tmp_path / "made_up" / "yard").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(rooms, "HOUSE", tmp_path)
    monkeypatch.setattr(examples, "ROOT", tmp_path)
    importlib.invalidate_caches()
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("made_up")]:
        del sys.modules[name]


def test_a_new_room_is_found_by_its_folder(new_house: Path):
    found = [module.RECOUNTS for module in rooms.find("made_up", "reports.recounts")]
    assert found == [{"attic.boxes": "SELECT 1"}, {"cellar.boxes": "SELECT 1"}]
    brought = {room: m.QUERIES for room, m in examples.modules("lists", "made_up_tests")}
    assert brought == {
        "made_up.attic": {"made_up.attic": 4}, "made_up.cellar": {"made_up.cellar": 4},
    }  # fmt: skip


def test_a_row_brought_twice_is_refused(monkeypatch: pytest.MonkeyPatch):
    rows = [("trainees.joining", "offer", 1), ("trainees.online", "offer", 2)]
    monkeypatch.setattr(examples, "rows", lambda _kind, _table: iter(rows))
    with pytest.raises(ValueError, match=r"trainees\.online brings offer"):
        examples.collect("lists", "QUERIES")
