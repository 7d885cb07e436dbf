"""Countries to choose from: written once, chosen on each page; what is no country is refused."""

import pytest
from django import forms
from django.utils import translation

from ivi_training.forms.countries import CountryChoiceField


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
