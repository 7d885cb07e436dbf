"""The tables of this room."""

from courses.countries.models.classification import ClassificationVintage, CountryClassification

__all__ = [
    "ClassificationVintage",
    "CountryClassification",
]
