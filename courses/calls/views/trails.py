"""Where pages of a program and of a call stand in the administration."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from courses.calls.models import Call
from courses.programs.models import Program
from ivi_training.office.views.pages import Crumb, crumb


def program(one: Program) -> Crumb:
    return crumb(one.name, "admin:courses_program_change", one.pk)


def call(one: Call) -> Crumb:
    return crumb(one.title, "admin:courses_call_change", one.pk)


def of_program(address: str) -> Callable[..., str]:
    """A list, by its name, narrowed to the program that an act was on."""

    def narrowed(_outcome: Any, *, program: Program, **_facts: Any) -> str:
        return reverse(address, query={"program__id__exact": program.pk})

    return narrowed
