"""Choices that depend on what a form is about."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import Promise


def choose_among(
    form: forms.BaseForm,
    name: str,
    rows: QuerySet[Any],
    empty_label: str | Promise | None = "---------",
) -> None:
    """Let a model choice of the form be one of `rows` only."""
    field = cast("forms.ModelChoiceField[Any]", form.fields[name])
    field.queryset = rows
    field.empty_label = cast("str | None", empty_label)


def chosen_from(
    rows: Sequence[Model], like: forms.Field, empty_label: str | Promise | None = None
) -> forms.TypedChoiceField:
    """A choice among rows at hand, named as the field `like` is; gives the row.

    A model choice would ask the database for them, for the chosen one, and whether it is there.
    """
    by_key = {str(row.pk): row for row in rows}
    choices: list[tuple[Any, Any]] = [(row.pk, str(row)) for row in rows]
    return forms.TypedChoiceField(
        label=like.label,
        help_text=like.help_text,
        choices=[("", empty_label), *choices] if empty_label else choices,
        coerce=lambda key: by_key.get(str(key)),
        empty_value=None,
    )
