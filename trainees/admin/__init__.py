"""The administrators' workplace: programs with quotas, cohorts with boards, applications."""

from trainees.admin import (
    allocations,
    applications,
    cohorts,
    programs,
    quotas,
    reviews,
    rubrics,
    work,
)

__all__ = [
    "allocations",
    "applications",
    "cohorts",
    "programs",
    "quotas",
    "reviews",
    "rubrics",
    "work",
]
