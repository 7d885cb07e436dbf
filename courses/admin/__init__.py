"""Setting up what is offered: courses, calls and country lists."""

from courses.admin import calls, classifications, courses

__all__ = ["calls", "classifications", "courses"]
