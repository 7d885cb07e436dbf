"""The administrators' workplace: programs with quotas, cohorts with boards, applications."""

from trainees.admin import (
    allocations,
    applications,
    cohorts,
    conditions,
    consents,
    deferrals,
    endorsements,
    erasures,
    offers,
    onboardings,
    organisations,
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
    "conditions",
    "consents",
    "deferrals",
    "endorsements",
    "erasures",
    "offers",
    "onboardings",
    "organisations",
    "programs",
    "quotas",
    "reviews",
    "rubrics",
    "work",
]
