"""Setting up what is offered: courses, calls, their forms and country lists."""

from courses.admin import calls, classifications, courses, forms

__all__ = ["calls", "classifications", "courses", "forms"]
