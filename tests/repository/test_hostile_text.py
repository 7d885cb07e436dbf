"""Every text field of every form, found by itself, is given what nobody types by accident."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.html import escape

from ivi_training.pages.forms.text import LONGEST, UNPRINTABLE
from tests.factories.accounts import user_with
from tests.factories.hostile_strings import LONG, STRINGS
from tests.repository.world import APPS

# Their text is looked up among rows or choices, never kept: a few of each sort will do.
LOOKED_UP = (forms.ModelChoiceField, forms.ChoiceField, forms.FileField, forms.MultiValueField)
FEW = STRINGS[::12]


def every_form(request: HttpRequest) -> set[type[forms.BaseForm]]:
    """Those of our modules, of the packages that these build on, and of the administration."""
    for app in APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if {"forms", "admin", "views"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    importlib.import_module("allauth.account.forms")
    found = {form for form in below(forms.BaseForm) if is_served(form)}
    for model_admin in admin.site._registry.values():
        # A table that is only read has no form.
        if model_admin.has_change_permission(request) or model_admin.has_add_permission(request):
            found.add(model_admin.get_form(request))
            inlines = model_admin.get_inline_instances(request)
            found |= {inline.get_formset(request).form for inline in inlines}
    return found


def below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for child in form.__subclasses__():
        yield child
        yield from below(child)


def is_served(form: type[forms.BaseForm]) -> bool:
    """Ours, and those of accounts that ours do not stand in for."""
    return form.__module__.startswith((*APPS, "allauth.account"))


def complaint(field: forms.Field, value: str) -> str:
    """What is wrong with how a field takes a text; nothing where it is harmless or refused."""
    try:
        try:
            kept = field.clean(value)
        except ValidationError as refusal:
            return "" if is_a_sentence(refusal) else str(refusal.messages)
    except Exception as error:  # noqa: BLE001 - any error would be an error page
        return repr(error)
    return "" if is_harmless(kept) else f"keeps {kept!r:.40}"


def is_harmless(kept: Any) -> bool:
    """Whether every page, mail, letter and spreadsheet can show it, and the database keep it."""
    if not isinstance(kept, str):
        return True
    kept.encode()
    return len(kept) <= LONGEST and not UNPRINTABLE.search(kept)


def is_a_sentence(refusal: ValidationError) -> bool:
    """Whether somebody can read what was refused."""
    return all(
        text[:1].isupper() and text.rstrip()[-1:] in ".!?”)" and " " in text
        for text in map(str, refusal.messages)
    )


def test_there_are_enough_of_them():
    assert len(set(STRINGS)) >= 200


@pytest.mark.django_db
def test_every_field_refuses_in_a_sentence_or_keeps_it_harmless(rf: RequestFactory):
    request = rf.get("/")
    request.user = user_with("administrator")
    wrong, fields = {}, 0
    for form in every_form(request):
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.FileField):
                continue
            fields += 1
            for value in FEW if isinstance(field, LOOKED_UP) else STRINGS:
                found = complaint(field, value)
                if found:
                    wrong[f"{form.__module__}.{form.__qualname__}.{name}"] = (value[:40], found)
    assert wrong == {}
    assert fields > 200


def plain_forms(request: HttpRequest) -> Iterator[type[forms.BaseForm]]:
    """Those of ours that need nothing but what was typed."""
    for form in every_form(request):
        if form.__module__.startswith("allauth"):
            continue
        try:
            form({})
        except (TypeError, KeyError, AttributeError):
            continue
        yield form


@pytest.mark.django_db
def test_bound_forms_answer_for_each(rf: RequestFactory):
    request = rf.get("/")
    request.user = user_with("administrator")
    bound = 0
    for form in plain_forms(request):
        for value in FEW:
            typed = form(dict.fromkeys(form.base_fields, value))
            typed.is_valid()
            bound += 1
    assert bound > 500


@pytest.mark.django_db
@pytest.mark.parametrize("value", [v for v in STRINGS if v not in LONG and "<" in v])
def test_what_was_typed_comes_back_escaped(value: str):
    class Echo(forms.Form):
        text = forms.CharField(widget=forms.Textarea)
        line = forms.CharField(max_length=1)

    html = str(Echo({"text": value, "line": value}))
    assert value not in html
    assert escape(value.strip()) in html
