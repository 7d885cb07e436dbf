"""What a page of the administration no longer lets anybody change, the database refuses, too."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, models, transaction
from django.test import RequestFactory

from tests.repository.world import build

pytestmark = pytest.mark.django_db
# Of these a page leaves the value alone for another reason than that it stands.
NOT_STANDING: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def one_of_each(module_db: None) -> None:
    build()


def standing(model: type[models.Model], row: models.Model) -> Iterator[models.Field[Any, Any]]:
    """Columns that the page of this row shows, and that of a new one asks for."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    table = admin.site._registry[model]
    for name in {*table.get_readonly_fields(request, row)} - {*table.get_readonly_fields(request)}:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # shown as people read it
            continue
        if isinstance(field, models.Field) and field.column:
            yield field


def another(field: models.Field[Any, Any], value: Any) -> Any:
    """Some other value that the column holds."""
    if isinstance(field, models.BooleanField):
        return not value
    if field.choices:
        return next(choice for choice, _label in field.flatchoices if choice != value)
    if isinstance(field, models.ForeignKey):
        others = field.related_model._default_manager.exclude(pk=value)
        return others.values_list("pk", flat=True).first()
    if isinstance(field, (models.DateField, models.DateTimeField)):
        return value - timedelta(days=1)
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return value + 1
    return f"{value}2"[-field.max_length :] if field.max_length else f"{value}2"


def takes(row: models.Model, field: models.Field[Any, Any]) -> bool:
    changed = {field.attname: another(field, getattr(row, field.attname))}
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**changed)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def test_what_no_page_changes_stands_in_the_database_too():
    taken = {
        f"{model._meta.label}.{field.name}"
        for model in admin.site._registry
        for row in model._default_manager.all()
        for field in standing(model, row)
        if takes(row, field)
    }
    assert taken == set(NOT_STANDING)
