"""What the tables of `courses.countries` never hold: one try for each constraint."""

from courses.countries.models import ClassificationVintage, CountryClassification
from tests.factories.accounts import UserFactory
from tests.repository.world import (
    Step,
    again,
    put,
    unguarded,
)

CONSTRAINTS: dict[str, Step] = {
    "countryclassification_once_per_vintage": unguarded(
        "courses.CountryClassification:published_not_added", step=again(CountryClassification)
    ),
    "countryclassification_group_known": unguarded(
        "courses.CountryClassification:published_not_added",
        "courses.CountryClassification:of_scheme",
        step=again(CountryClassification, country="FR", income_group="X"),
    ),
    "vintage_scheme_known": unguarded(
        "courses.ClassificationVintage:published_stands",
        step=put(ClassificationVintage, scheme="MINE"),
    ),
    "vintage_published_by_has_moment": again(
        ClassificationVintage, code="FY99", published_at=None, published_by=UserFactory
    ),
}  # fmt: skip

# Columns that hold a value once; named by table and column.
UNIQUE: dict[str, Step] = {
    "classificationvintage.code": again(
        ClassificationVintage, published_at=None, published_by=None
    ),
}  # fmt: skip
