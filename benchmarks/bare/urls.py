"""Its form, its row and its pages."""

from functools import cache
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_countries import countries

ANSWERS = [("a", "A"), ("b", "B"), ("c", "C")]


@cache
def _options() -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', countries)


class CountrySelect(forms.Widget):
    """A select whose options are written once."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 - Django's signature
        """The select as a text."""
        return format_html('<select name="{}">{}</select>', name, _options())


class Registration(models.Model):
    """One person's answers."""

    given_names = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.EmailField()
    gender = models.CharField(max_length=20, choices=ANSWERS)
    birth_date = models.DateField()
    nationality = models.CharField(max_length=2, choices=list(countries))
    residence = models.CharField(max_length=2, choices=list(countries))
    employer = models.CharField(max_length=200)
    employer_kind = models.CharField(max_length=20, choices=ANSWERS)
    job_title = models.CharField(max_length=200)
    years = models.PositiveSmallIntegerField()
    education = models.CharField(max_length=20, choices=ANSWERS)
    field_of_study = models.CharField(max_length=200)
    english = models.CharField(max_length=20, choices=ANSWERS)
    statement = models.TextField()

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.given_names


class RegistrationForm(forms.ModelForm[Registration]):
    """All fifteen fields."""

    class Meta:
        model = Registration
        fields = [
            "given_names", "family_name", "email", "gender", "birth_date", "nationality",
            "residence", "employer", "employer_kind", "job_title", "years", "education",
            "field_of_study", "english", "statement",
        ]  # fmt: skip
        widgets = {"nationality": CountrySelect, "residence": CountrySelect}


FORM = engines["django"].from_string(
    "<!doctype html><title>Register</title><form method=post>{% csrf_token %}{{ form }}"
    "<button>Send</button></form>"
)
DONE = engines["django"].from_string(
    "<!doctype html><title>Registered</title><p>{{ registration.given_names }}, your number is "
    "{{ registration.pk }}.</p>"
)


def register(request: HttpRequest) -> HttpResponse:
    """The form; what is valid becomes a row."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("done", form.save().pk)
    return HttpResponse(FORM.render({"form": form}, request))


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What was stored."""
    return HttpResponse(DONE.render({"registration": Registration.objects.get(pk=pk)}, request))


urlpatterns = [path("", register), path("<int:pk>/", done, name="done")]
