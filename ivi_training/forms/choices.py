"""Choices that depend on what a form is about."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
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
