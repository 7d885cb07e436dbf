"""What can never be true in the database: one try for each constraint, refused by its name."""

from functools import partial

import pytest
from django.db import connection, models

from tests.repository.examples import collect, names
from tests.repository.world import (
    Step,
    build,
    tables,
    unguarded,
    who_refuses,
)

pytestmark = pytest.mark.django_db
CONSTRAINTS: dict[str, Step] = collect("constraints", "CONSTRAINTS")
UNIQUE: dict[str, Step] = collect("constraints", "UNIQUE")


@pytest.fixture(scope="module", autouse=True)
def one_of_each(module_db: None) -> None:
    build()


def counted_columns() -> list[tuple[type[models.Model], str]]:
    """Columns declared as never negative."""
    whole = (models.PositiveIntegerField, models.PositiveSmallIntegerField)
    return [
        (model, field.column)
        for model in tables()
        for field in model._meta.local_fields
        if isinstance(field, whole)
    ]


def test_every_constraint_has_a_try():
    declared = {c.name for model in tables() for c in model._meta.constraints}
    assert declared == set(CONSTRAINTS)


def test_every_unique_column_has_a_try():
    assert set(UNIQUE) == {
        f"{model._meta.model_name}.{field.column}"
        for model in tables()
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    }


def test_each_constraint_refuses():
    answers = {name: who_refuses(step) for name, step in CONSTRAINTS.items()}
    assert answers == {name: name for name in CONSTRAINTS}


def test_a_second_value_is_refused_where_one_is_unique():
    answers = {name: who_refuses(step) or "" for name, step in UNIQUE.items()}
    assert [n for n in UNIQUE if f"_{n.replace('.', '_')}_" not in answers[n]] == []


def test_a_negative_number_is_refused_where_there_is_none():
    accepted = []
    for model, column in counted_columns():
        everything = [f"{model._meta.label}:{t.name}" for t in getattr(model._meta, "triggers", [])]
        with connection.cursor() as cursor:
            less = f'UPDATE {model._meta.db_table} SET "{column}" = -1'  # noqa: S608 - our names
            refused = who_refuses(unguarded(*everything, step=partial(cursor.execute, less)))
        if not refused or (column not in refused and refused not in CONSTRAINTS):
            accepted.append(f"{model._meta.label}.{column}: {refused}")
    assert accepted == []


def test_every_constraint_tells_a_person_what_is_wrong():
    default = models.CheckConstraint.default_violation_error_message
    assert names("constraints", "SILENT") == {
        constraint.name
        for model in tables()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == default
    }
