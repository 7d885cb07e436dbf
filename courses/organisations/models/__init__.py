"""The tables of this room."""

from courses.organisations.models.organisation import (
    Organisation,
    OrganisationMerge,
    OrganisationName,
)

__all__ = [
    "Organisation",
    "OrganisationMerge",
    "OrganisationName",
]
