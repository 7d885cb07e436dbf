"""What the database refuses or keeps in `courses.programs`, whoever writes."""

from typing import Any

from django.db import models

from courses.countries.models import ClassificationVintage
from courses.programs.models import Program, Stream
from tests.factories.courses import VintageFactory
from tests.repository.tries import draft_of_list, oda_list
from tests.repository.world import (
    Step,
    put,
    unguarded,
)


def other_vintage() -> ClassificationVintage:
    return VintageFactory(code="FY23")


# Each try of a trigger is refused by that trigger and no other.
REFUSING: dict[str, list[Step]] = {
    "Program:list_published": [
        unguarded("courses.Program:vintage_stands", step=put(Program, vintage=draft_of_list)),
        unguarded("courses.Program:vintage_stands", step=put(Program, vintage=oda_list)),
    ],
    "Program:vintage_stands": [put(Program, vintage=other_vintage)],
    "Program:code_stands": [put(Program, code="OTHER")],
}  # fmt: skip

# One change of each table that has a history.
RECORDED: dict[type[models.Model], dict[str, Any]] = {
    Program: {"name_en": "Another"},
    Stream: {"name_en": "Another", "match": "all"},
}  # fmt: skip
