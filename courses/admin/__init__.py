"""Setting up what is offered: courses, calls, their forms and country lists."""

from courses.admin import calls, classifications, consents, courses, forms

__all__ = ["calls", "classifications", "consents", "courses", "forms"]
