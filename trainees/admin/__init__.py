"""The administrators' workplace: programs with quotas, cohorts with boards, applications."""

from trainees.admin import applications, cohorts, programs, quotas, reviews, rubrics, work

__all__ = ["applications", "cohorts", "programs", "quotas", "reviews", "rubrics", "work"]
