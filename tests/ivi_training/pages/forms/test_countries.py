"""Countries to choose from: written once, chosen on each page; what is no country is refused."""

import re

import pytest
from django import forms
from django.utils import translation
from django_countries import countries

from ivi_training.pages.forms.countries import CountryChoiceField, CountrySelect


class Form(forms.Form):
    home = CountryChoiceField(required=False)


def shown(**facts: str) -> str:
    return str(Form(initial=facts)["home"])


def test_every_country_is_offered_and_one_is_chosen():
    assert shown().count("<option") > 240
    assert " selected" not in shown()
    assert '<option value="KE" selected>Kenya</option>' in shown(home="KE")
    assert shown(home="VN").count(" selected") == 1


def test_options_are_in_the_readers_language_and_order():
    english = shown()
    with translation.override("ko"):
        korean = shown()
    assert '<option value="KR">South Korea</option>' in english
    assert '<option value="KR">대한민국</option>' in korean
    assert shown() == english


@pytest.mark.parametrize("value", ["ZZ", '"><script>', "ke", "K\0"])
def test_what_is_no_country_is_refused_and_never_markup(value: str):
    form = Form({"home": value})
    assert not form.is_valid()
    assert "<script>" not in str(form["home"])


@pytest.mark.parametrize(("value", "kept"), [("KE", "KE"), ("", ""), (" XK ", "XK")])
def test_country_is_kept_by_its_code(value: str, kept: str):
    form = Form({"home": value})
    assert form.is_valid()
    assert form.cleaned_data["home"] == kept


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("chosen", ["", "VN", "XK"])
def test_kept_options_are_those_that_django_would_draw(language: str, chosen: str):
    with translation.override(language):
        theirs = forms.Select(choices=[("", "---------"), *countries])
        drawn, ours = theirs.render("home", chosen), CountrySelect().render("home", chosen)
    assert options(ours) == options(drawn)


def options(html: str) -> list[tuple[str, bool, str]]:
    found = re.findall(r'<option value="(\w*)"( selected)?>([^<]+)</option>', html)
    return [(value, bool(marked and value), label) for value, marked, label in found]
