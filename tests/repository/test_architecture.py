"""How the code is cut: borders between apps are crossed downhill only, rooms hold what they say."""

import ast
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from pghistory.models import Event

from tests.repository.world import APPS, build, tables

ROOT = Path(settings.BASE_DIR)
DOWNHILL = {app: position for position, app in enumerate(APPS)}
# Modules whose `__init__` carries more than its docstring: what the package shows to others.
SPEAKING = {"ivi_training", "models"}
AT_THE_ROOT = {"__init__", "admin", "apps", "models", "permissions", "tasks", "urls"}
AT_THE_ROOT_OF_THE_PROJECT = {"celery", "rooms", "settings", "wsgi"}
MOST_MODULES = 25
MOST_TEMPLATES = 40


def foreign_keys() -> list[tuple[str, models.ForeignKey]]:
    """Each reference between two tables of ours, one-to-one and many-to-many included."""
    return [
        (f"{model._meta.label}.{field.name}", field)
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not issubclass(model, Event)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation and field.related_model._meta.app_label in APPS
    ]


def modules() -> list[Path]:
    return [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]


def test_references_point_downhill():
    uphill = [
        name
        for name, field in foreign_keys()
        if DOWNHILL[field.related_model._meta.app_label] > DOWNHILL[name.partition(".")[0]]
    ]
    assert uphill == []


def test_reference_across_a_border_cannot_be_walked_back():
    walked = [
        name
        for name, field in foreign_keys()
        if field.related_model._meta.app_label != name.partition(".")[0]
        and field.remote_field.related_name != "+"
    ]
    assert walked == []


def test_what_is_referred_to_is_protected():
    """A row that others refer to is not deleted under them; an exception says so here."""
    exceptions = {
        "ivi_training.OutgoingEmail.recipient_user": models.SET_NULL,  # the mail was sent
        "grants.SupportPackageItem.package": models.CASCADE,  # a part of the package
        "grants.TransferPair.policy": models.CASCADE,  # a part of the policy
        "trainees.Anchor.criterion": models.CASCADE,  # a part of the criterion
        # Parts of a draft.
        "courses.CountryClassification.vintage": models.CASCADE,
        "courses.FormSection.version": models.CASCADE,
        "courses.FormQuestion.section": models.CASCADE,
        "courses.FormQuestion.version": models.CASCADE,
        "courses.FormChoice.question": models.CASCADE,
        # A row of a view, which goes with what it is read from.
        "trainees.DueData.rule": models.DO_NOTHING,
        "trainees.DueData.application": models.DO_NOTHING,
        "trainees.DueData.applicant": models.DO_NOTHING,
    }
    others = {
        name: field.remote_field.on_delete
        for name, field in foreign_keys()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete != models.PROTECT
    }
    assert others == exceptions


def test_every_module_begins_with_the_rule_that_lives_there():
    silent = [str(p) for p in modules() if not p.read_text("utf-8").startswith('"""')]
    assert silent == []


def test_packages_say_what_they_are_and_nothing_else():
    talking = [
        str(path)
        for path in modules()
        if path.name == "__init__.py"
        and path.parent.name not in SPEAKING
        and len(ast.parse(path.read_text("utf-8")).body) > 1
    ]
    assert talking == []


def test_root_of_an_app_holds_rooms_and_what_frameworks_ask_for():
    strangers = [
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).glob("*.py")
        if path.stem not in AT_THE_ROOT | (AT_THE_ROOT_OF_THE_PROJECT if app == APPS[0] else set())
    ]
    assert strangers == []


def test_no_folder_is_too_full_to_be_looked_through():
    """Django's own templates of accounts and second factors stand where allauth looks for them."""
    modules_in = Counter(path.parent for path in modules())
    templates_in = Counter(
        path.parent
        for path in (ROOT / "templates").rglob("*.*")
        if path.relative_to(ROOT / "templates").parts[0] not in {"account", "mfa"}
    )
    assert {str(d): n for d, n in modules_in.items() if n > MOST_MODULES} == {}
    assert {str(d): n for d, n in templates_in.items() if n > MOST_TEMPLATES} == {}


def test_templates_stand_in_the_room_that_shows_them():
    """A template that several rooms show stands in the lowest of them."""
    astray = []
    for path in (ROOT / "templates").glob("*/*/*.html"):
        app, room, name = path.relative_to(ROOT / "templates").parts
        if app not in APPS:
            continue
        wanted = f'"{app}/{room}/{name}'
        inside = [*(ROOT / app / room).rglob("*.py"), *path.parent.glob("*.html")]
        if not any(wanted in other.read_text("utf-8") for other in inside if other != path):
            astray.append(str(path.relative_to(ROOT)))
    assert astray == []


def test_other_apps_are_named_by_string_only():
    for name in ("urls.py", "settings.py"):
        text = (ROOT / "ivi_training" / name).read_text("utf-8")
        for app in ("courses", "grants", "trainees"):
            assert f"import {app}" not in text
            assert f"from {app}" not in text


def test_no_place_for_what_has_no_name():
    nameless = {"utils", "helpers", "common", "misc", "managers", "handlers", "signals"}
    assert [str(p) for p in modules() if {p.stem, p.parent.name} & nameless] == []


def test_every_row_names_itself(db: None):
    build()
    for model in tables():
        row = model._base_manager.first()
        assert row is None or (str(row) and " object (" not in str(row)), model


def test_models_need_no_migration(db: None):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
